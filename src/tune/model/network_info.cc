#include "tune/model/network_info.h"

#include <algorithm>

#include "core/version.h"
#include "nn/catalogue.h"
#include "tune/model/deployed.h"

namespace efs::tune {

onnx::ModelInfo info_of_network(const nn::NetworkOptions& network) {
  onnx::ModelInfo info;
  info.input = network.input;
  info.architecture = network.architecture;
  info.head = network.head;
  info.variant = nn::variant_text(network);
  info.program_version = program_version();
  const auto several = nn::head_names("faces");
  if (std::ranges::find(several, network.head) != several.end()) {
    state_task("faces", detect::Fit::kLetterbox, info);
  }
  return info;
}

}  // namespace efs::tune
