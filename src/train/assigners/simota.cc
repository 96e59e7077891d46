#include <algorithm>
#include <cmath>
#include <limits>

#include "train/assigners/rows.h"

namespace efs::train {
namespace {

constexpr double kCenterRadius = 2.5;  // strides
constexpr std::size_t kTopIous = 10;
constexpr double kIouWeight = 3.0;
constexpr double kOutside = 1e5;  // more than any cost: such cells are taken last
constexpr double kSmallestIou = 1e-8;

struct SimotaCandidate {
  std::size_t cell = 0;
  double iou = 0.0;
  double cost = 0.0;
};

/// -log of the score, without overflow.
double score_cost(double logit) {
  return std::max(-logit, 0.0) + std::log1p(std::exp(-std::abs(logit)));
}

/// The cells in the face or near its centre.
std::vector<SimotaCandidate> candidates_for(const detect::Box& face, std::span<const Cell> cells,
                                            std::span<const CellAnswer> answers) {
  const double x = 0.5 * (face.xmin + face.xmax), y = 0.5 * (face.ymin + face.ymax);
  std::vector<SimotaCandidate> found;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool inside = is_in(cells[i], face);
    const double radius = kCenterRadius * cells[i].stride;
    const bool central = std::abs(cells[i].x - x) < radius && std::abs(cells[i].y - y) < radius;
    if (!inside && !central) continue;
    const double iou = detect::iou(answers[i].box, face);
    const double cost = score_cost(answers[i].logit) -
                        kIouWeight * std::log(std::max(iou, kSmallestIou)) +
                        (inside && central ? 0.0 : kOutside);
    found.push_back({i, iou, cost});
  }
  return found;
}

/// How many cells the face takes.
std::size_t dynamic_count(const std::vector<SimotaCandidate>& candidates) {
  std::vector<double> ious;
  for (const SimotaCandidate& candidate : candidates) ious.push_back(candidate.iou);
  const std::size_t top = std::min(kTopIous, ious.size());
  std::partial_sort(ious.begin(), ious.begin() + static_cast<std::ptrdiff_t>(top), ious.end(),
                    std::greater<>());
  double sum = 0.0;
  for (std::size_t i = 0; i < top; ++i) sum += ious[i];
  return std::clamp<std::size_t>(static_cast<std::size_t>(sum), 1, candidates.size());
}

}  // namespace

Assignment assign_simota(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                         std::span<const detect::Box> faces) {
  Assignment result(cells.size());
  std::vector<double> cheapest(cells.size(), std::numeric_limits<double>::infinity());
  for (std::size_t face = 0; face < faces.size(); ++face) {
    auto candidates = candidates_for(faces[face], cells, answers);
    if (candidates.empty()) continue;
    const std::size_t count = dynamic_count(candidates);
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                      candidates.end(), [](const SimotaCandidate& a, const SimotaCandidate& b) {
                        return a.cost != b.cost ? a.cost < b.cost : a.cell < b.cell;
                      });
    for (std::size_t i = 0; i < count; ++i) {
      const SimotaCandidate& taken = candidates[i];
      // A cell that two faces want goes to the one that it costs less.
      if (taken.cost >= cheapest[taken.cell]) continue;
      cheapest[taken.cell] = taken.cost;
      result.face[taken.cell] = static_cast<int>(face);
      result.quality[taken.cell] = taken.iou;
    }
  }
  return result;
}

}  // namespace efs::train
