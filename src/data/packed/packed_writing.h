// Making packed files, and finding those that were made.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/dataset/dataset.h"
#include "data/packed/packed.h"

namespace efs::data {

struct PackOptions {
  int input = 0;  // side of the model's input, pixels; 1 to kLargestInput
  /// Side at which training images are kept, so that augmentation can enlarge a part of them
  /// without losing detail; at least `input`, 0: as `input`.
  int train_side = 0;
};

/// Writes the packed file for these sizes, atomically. Images smaller than a side are enlarged.
/// UsageError: a size out of its range.
void write_packed(const Dataset& dataset, const PackOptions& options,
                  const std::filesystem::path& path);

/// Opens the file that open_or_pack() makes of the data set with this digest; nothing where it is
/// missing or stale.
std::optional<PackedDataset> find_packed(const std::string& digest, const PackOptions& options,
                                         const std::filesystem::path& folder);

/// Opens `folder`/<digest>-<input>.efspack, or <digest>-<input>-<train_side>.efspack where these
/// differ, writing it first if it is missing or stale.
PackedDataset open_or_pack(const Dataset& dataset, const PackOptions& options,
                           const std::filesystem::path& folder);

}  // namespace efs::data
