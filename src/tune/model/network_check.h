// Whether a network that somebody brought works everywhere that a search takes it.
#pragma once

#include <map>
#include <string>

#include "nn/network.h"
#include "train/network/gradient_check.h"

namespace efs::tune {

struct NetworkCheck {
  train::GradientCheck gradients;
  /// By runtime on this system: the largest difference of its outputs to those of libtorch, relative
  /// to their range.
  std::map<std::string, double> differences;
};

/// Builds the network with weights that are drawn, trains a step, exports it to ONNX and runs the file. Error: a
/// runtime refuses the file, or disagrees by more than 1e-4.
NetworkCheck check_network(const nn::NetworkOptions& network);

}  // namespace efs::tune
