// A network of the catalogue, as a command line describes it.
#pragma once

#include <CLI/CLI.hpp>

#include "nn/network.h"
#include "onnx/metadata.h"

namespace efs::cli {

/// "--arch" and what goes with it: tap, width, neck, head, input and the parts of a dense head.
void add_network(CLI::App& command, nn::NetworkOptions& network);

/// What its model file says of it: the task is its head's, and a detector of several faces gets
/// letterboxed images.
onnx::ModelInfo info_of_network(const nn::NetworkOptions& network);

}  // namespace efs::cli
