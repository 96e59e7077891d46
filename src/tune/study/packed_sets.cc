#include "tune/study/packed_sets.h"

#include <algorithm>

#include "core/error.h"

namespace efs::tune {
namespace {

/// Augmentation cuts parts out and enlarges them: half as many pixels again keep those sharp. Crops
/// of a letterboxed image, whose scales differ more, want twice as many.
constexpr double kDetail = 1.5;
constexpr double kDetailOfCrops = 2.0;

}  // namespace

PackedSets::Sizes PackedSets::sizes_of(const Candidate& candidate) const {
  const auto [width, height] = candidate.network.input;
  const bool varied = candidate.train.augmentation != "none";
  const double detail = fit_ == detect::Fit::kStretch ? kDetail : kDetailOfCrops;
  const int longer = std::max(width, height);
  return {width, height, varied ? static_cast<int>(detail * longer) : longer};
}

data::PackOptions PackedSets::pack_options(const Sizes& sizes) const {
  const auto [width, height, train_side] = sizes;
  return {.input = {width, height}, .fit = fit_, .train_side = train_side};
}

std::set<PackedSets::Sizes> PackedSets::all_sizes(const SearchOptions& options) const {
  std::set<Sizes> all;
  for (const Candidate& candidate : candidates_of(options)) all.insert(sizes_of(candidate));
  return all;
}

PackedSets::PackedSets(const data::Dataset& dataset, const SearchOptions& options,
                       const std::filesystem::path& folder)
    : fit_(options.fit) {
  for (const Sizes& sizes : all_sizes(options)) {
    sets_.emplace(sizes, data::open_or_pack(dataset, pack_options(sizes), folder));
  }
}

PackedSets::PackedSets(const std::string& digest, const SearchOptions& options,
                       const std::filesystem::path& folder)
    : fit_(options.fit) {
  for (const Sizes& sizes : all_sizes(options)) {
    auto packed = data::find_packed(digest, pack_options(sizes), folder);
    if (!packed) {
      fail("{} lacks the images packed for input {}; efs search --resume packs them",
           folder.string(), to_string(pack_options(sizes).input));
    }
    sets_.emplace(sizes, std::move(*packed));
  }
}

const data::PackedDataset& PackedSets::of(const Candidate& candidate) const {
  const auto found = sets_.find(sizes_of(candidate));
  if (found == sets_.end()) {
    fail("no trial of this search has input {} with augmentation {}",
         to_string(candidate.network.input), candidate.train.augmentation);
  }
  return found->second;
}

}  // namespace efs::tune
