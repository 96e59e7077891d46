// Photographs that look like another one: bursts, copies of another size or quality. One of a pair in
// training makes the other one in validation count for nothing.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"

namespace efs::data {

/// Two samples of a data set, of different photographs, that look alike (perceptual_hash.h).
struct LookAlike {
  const Sample* a;
  const Sample* b;
  double difference;  // 0: equal
};

/// Pairs of a training and a validation sample, the most alike first; of each training sample the 20
/// most alike.
std::vector<LookAlike> look_alikes_across(const Dataset& dataset);

/// Pairs among all samples and crops, the most alike first; of each sample the 20 most alike.
std::vector<LookAlike> look_alikes_among(const Dataset& dataset);

/// A warning that names the first pairs and the cure; empty without any.
std::string look_alikes_warning(std::span<const LookAlike> across);

/// Logs it for the pairs across the division.
void warn_of_look_alikes(const Dataset& dataset);

/// Writes the pairs as data.near_duplicates reads them. Error: `path` exists.
void write_look_alikes(const std::filesystem::path& path, std::span<const LookAlike> pairs);

}  // namespace efs::data
