#include "tune/packed_sets.h"

#include "core/error.h"

namespace efs::tune {
namespace {

/// Augmentation cuts parts out and enlarges them: half as many pixels again keep those sharp.
constexpr double kDetail = 1.5;

std::pair<int, int> key_of(const Candidate& candidate) {
  const int input = candidate.network.input;
  const bool varied = candidate.train.augmentation != "none";
  return {input, varied ? static_cast<int>(kDetail * input) : input};
}

}  // namespace

PackedSets::PackedSets(const data::Dataset& dataset, const SearchOptions& options,
                       const std::filesystem::path& folder) {
  for (const study::Params& params : options.space.grid()) {
    const auto key = key_of(candidate_of(options, params));
    if (sets_.contains(key)) continue;
    sets_.emplace(
        key, data::open_or_pack(dataset, {.input = key.first, .train_side = key.second}, folder));
  }
}

const data::PackedDataset& PackedSets::of(const Candidate& candidate) const {
  const auto key = key_of(candidate);
  const auto found = sets_.find(key);
  if (found == sets_.end()) {
    fail("no trial of this search has input {} with augmentation {}", key.first,
         candidate.train.augmentation);
  }
  return found->second;
}

}  // namespace efs::tune
