// Networks that are exported in no time, and what their files say.
#pragma once

#include "nn/network.h"
#include "onnx/metadata.h"
#include "tune/model/deployed.h"

namespace efs::tune {

inline graph::Graph small_network() {
  return nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = square(64)});
}

inline onnx::ModelInfo info_of(int input) {
  onnx::ModelInfo info;
  info.input = square(input);
  info.architecture = "squeezenet1_1";
  info.head = "gap";
  return info;
}

inline graph::Graph dense_network(const ImageSize& input) {
  return nn::build_network({.architecture = "shufflenet_v2_x0_5",
                            .head = "dense",
                            .input = input,
                            .tap = 16,
                            .neck = "pyramid"});
}

inline onnx::ModelInfo dense_info(const ImageSize& input) {
  onnx::ModelInfo info;
  info.input = input;
  info.architecture = "shufflenet_v2_x0_5";
  info.head = "dense";
  state_task("faces", detect::Fit::kLetterbox, info);
  return info;
}

}  // namespace efs::tune
