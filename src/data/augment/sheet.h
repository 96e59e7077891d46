// A picture of a policy's results, for people to look at.
#pragma once

#include <cstdint>
#include <filesystem>

#include "data/augment/policy.h"
#include "data/packed/packed.h"

namespace efs::data {

struct SheetOptions {
  int columns = 6;
  int rows = 4;
  std::uint64_t seed = 0;
};

/// Writes a JPEG with columns x rows augmented training images at data.input(), their boxes drawn,
/// regions to ignore in another colour: samples spread evenly over the training part.
void write_augment_sheet(const PackedDataset& data, const AugmentPolicy& policy,
                         const SheetOptions& options, const std::filesystem::path& path);

}  // namespace efs::data
