// The division into training and validation. Samples are numbers here; groups (photo_groups.h)
// are never divided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace efs::data {

struct Division {
  std::vector<std::size_t> train;       // ascending
  std::vector<std::size_t> validation;  // ascending
  /// Training samples that went to validation because a photograph there is the same one.
  std::size_t moved = 0;
};

/// Whole groups, in an order drawn from the seed, go to validation until `share` of all samples
/// (rounded, at least 1) is there; a group that would exceed it stays in training. A side may
/// remain empty: require_trainable() (dataset.h) judges that.
Division split_by_share(std::span<const std::size_t> groups, double share, std::uint64_t seed);

/// `folds`: per sample. Samples of `validation_folds` validate, those of `train_folds` (empty: all
/// others) train, and the rest is in neither. A group with a sample in validation moves there
/// with its training samples. A side may remain empty.
Division split_by_folds(std::span<const std::size_t> groups, std::span<const int> folds,
                        std::span<const int> validation_folds, std::span<const int> train_folds);

}  // namespace efs::data
