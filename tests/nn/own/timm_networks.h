// The networks of timm/*.yaml, and what timm says of them.
#pragma once

#include <string>
#include <vector>

#include "core/files/files.h"
#include "nn/formula.h"
#include "nn/own/own_networks.h"

namespace efs::nn::testing {

inline std::vector<std::string> timm_names() {
  return {"efficientnet_b0", "mixed", "mobilenetv2_100", "mobilenetv3_large_100"};
}

inline Golden timm_golden(const std::string& name) { return load_golden("timm/" + name); }

inline graph::Graph timm_network(const std::string& name, int input) {
  const auto text = read_file(EFS_SOURCE_DIR "/tests/nn/own/timm/" + name + ".yaml");
  return build_network(network_of_text(text, {.head = "none", .input = square(input)}));
}

}  // namespace efs::nn::testing
