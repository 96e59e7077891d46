#include "search/samplers/new_point.h"

namespace efs::search {
namespace {

constexpr int kAttempts = 64;

}  // namespace

NewPoints::NewPoints(const Space& space) : system_(space), finite_(space.size().has_value()) {
  if (finite_) grid_ = space.grid();
}

std::optional<study::Params> NewPoints::find(const Evidence& evidence, Rng& rng,
                                             const std::function<study::Params()>& propose) const {
  if (finite_ && evidence.ladder.points() >= grid_.size()) return std::nullopt;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto point = propose();
    if (!evidence.ladder.knows(point)) return point;
  }
  if (!finite_) return system_.random_point(rng);
  return from_grid(evidence, rng.index(grid_.size()));
}

std::optional<study::Params> NewPoints::random(const Evidence& evidence, Rng& rng) const {
  return find(evidence, rng, [&] { return system_.random_point(rng); });
}

std::optional<study::Params> NewPoints::from_grid(const Evidence& evidence,
                                                  std::size_t start) const {
  if (evidence.ladder.points() >= grid_.size()) return std::nullopt;
  for (std::size_t i = 0; i < grid_.size(); ++i) {
    const study::Params& point = grid_[(start + i) % grid_.size()];
    if (!evidence.ladder.knows(point)) return point;
  }
  return std::nullopt;
}

}  // namespace efs::search
