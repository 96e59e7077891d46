// What a model file says of a network that no trial trained.
#pragma once

#include "nn/network.h"
#include "onnx/metadata.h"

namespace efs::tune {

/// The task is its head's, and a detector of several faces gets letterboxed images.
onnx::ModelInfo info_of_network(const nn::NetworkOptions& network);

}  // namespace efs::tune
