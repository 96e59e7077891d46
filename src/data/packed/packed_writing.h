// Making packed files, and finding those that were made.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/dataset/dataset.h"
#include "data/packed/packed.h"

namespace efs::data {

struct PackOptions {
  ImageSize input;  // of the model, pixels; each side 1 to kLargestInput
  detect::Fit fit = detect::Fit::kStretch;
  /// Longer side at which training images are kept, so that augmentation can enlarge a part of them
  /// without losing detail; at least the longer side of `input`, 0: as that.
  int train_side = 0;
};

/// Writes the packed file for these sizes, atomically. Stretched images that are smaller than a side
/// are enlarged; letterboxed ones only in the validation part. UsageError: a size out of its range.
void write_packed(const Dataset& dataset, const PackOptions& options,
                  const std::filesystem::path& path);

/// Opens the file that open_or_pack() makes of the data set with this digest; nothing where it is
/// missing or stale.
std::optional<PackedDataset> find_packed(const std::string& digest, const PackOptions& options,
                                         const std::filesystem::path& folder);

/// Opens `folder`/<digest>-<input>.efspack, writing it first if it is missing or stale. The name has
/// -<fit> behind the input unless a square is stretched, and then -<train_side> unless that is the
/// input's longer side.
PackedDataset open_or_pack(const Dataset& dataset, const PackOptions& options,
                           const std::filesystem::path& folder);

}  // namespace efs::data
