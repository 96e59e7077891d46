#include "tune/study/packed_sets.h"

#include <set>

#include "core/error.h"
#include "data/packed/packed_writing.h"

namespace efs::tune {
namespace {

/// Augmentation cuts parts out and enlarges them: half as many pixels again keep those sharp.
constexpr double kDetail = 1.5;

data::PackOptions squares(const std::pair<int, int>& key) {
  return {.input = {key.first, key.first}, .train_side = key.second};
}

std::pair<int, int> key_of(const Candidate& candidate) {
  const int input = candidate.network.input.width;  // packed images are square
  const bool varied = candidate.train.augmentation != "none";
  return {input, varied ? static_cast<int>(kDetail * input) : input};
}

std::set<std::pair<int, int>> keys_of(const SearchOptions& options) {
  std::set<std::pair<int, int>> keys;
  for (const Candidate& candidate : candidates_of(options)) keys.insert(key_of(candidate));
  return keys;
}

}  // namespace

PackedSets::PackedSets(const data::Dataset& dataset, const SearchOptions& options,
                       const std::filesystem::path& folder) {
  for (const auto& key : keys_of(options)) {
    sets_.emplace(key, data::open_or_pack(dataset, squares(key), folder));
  }
}

PackedSets::PackedSets(const std::string& digest, const SearchOptions& options,
                       const std::filesystem::path& folder) {
  for (const auto& key : keys_of(options)) {
    auto packed = data::find_packed(digest, squares(key), folder);
    if (!packed) {
      fail("{} lacks the packed images of side {}; efs search --resume packs them", folder.string(),
           key.first);
    }
    sets_.emplace(key, std::move(*packed));
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
