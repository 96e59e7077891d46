// What the key `weights` may say. torch-free.
#pragma once

#include "tune/options.h"

namespace efs::tune {

/// The weights that torchvision publishes for each architecture.
inline constexpr const char* kTorchvisionWeights = "torchvision";

/// UsageError: a file for more than one architecture or of another kind than read_weights() reads,
/// an architecture without published weights, a width that they are not of.
void check_weights(const SearchOptions& options);

}  // namespace efs::tune
