// Networks of the catalogue, as a user would write them.
#pragma once

#include <memory>
#include <string>

#include "nn/network.h"
#include "nn/own/own_network.h"

namespace efs::nn::testing {

inline constexpr const char* kMobileNetV2Text = R"(
activation: relu6
stem: cn_k3_s2_c32
stages:
  - ds_r1_k3_s1_c16
  - ir_r2_k3_s2_e6_c24
  - ir_r3_k3_s2_e6_c32
  - [ir_r4_k3_s2_e6_c64, ir_r3_k3_s1_e6_c96]
  - [ir_r3_k3_s2_e6_c160, ir_r1_k3_s1_e6_c320]
last: cn_k1_s1_c1280
)";

inline constexpr const char* kResNet18Text = R"(
stem: [cn_k7_s2_c64, mp_k3_s2]
stages: [bb_r2_s1_c64, bb_r2_s2_c128, bb_r2_s2_c256, bb_r2_s2_c512]
)";

/// The options of a network that this text brought, as `mine`.
inline NetworkOptions network_of_text(const std::string& text, NetworkOptions options) {
  const auto own = read_own_network(text, "mine.yaml", "mine");
  options.architecture = own.architecture.name;
  options.own = std::make_shared<const Architecture>(own.architecture);
  return options;
}

}  // namespace efs::nn::testing
