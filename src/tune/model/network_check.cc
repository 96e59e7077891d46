#include "tune/model/network_check.h"

#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "core/rng.h"
#include "device/agreement.h"
#include "train/network/initial_weights.h"
#include "tune/model/export_check.h"
#include "tune/model/model_export.h"
#include "tune/model/network_info.h"
#include "tune/scratch_file.h"

namespace efs::tune {
namespace {

/// Fresh weights, with norms and biases that are not neutral: otherwise a wrong fold would not show.
graph::Weights lively_weights(const graph::Graph& graph) {
  auto weights = train::initial_weights(graph, 1);
  Rng rng(2);
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    if (parameter.shape.size() != 1) continue;
    const bool is_factor = parameter.init.kind == graph::Init::kOnes;
    for (float& value : weights.at(parameter.name).values) {
      value = is_factor ? value * static_cast<float>(rng.uniform(0.5, 1.5))
                        : value + static_cast<float>(rng.uniform(-0.1, 0.1));
    }
  }
  return weights;
}

}  // namespace

NetworkCheck check_network(const nn::NetworkOptions& network) {
  const auto graph = nn::build_network(network);
  const auto weights = lively_weights(graph);
  const auto info = info_of_network(network);
  const ScratchFile file{std::filesystem::temp_directory_path() /
                         fmt::format("efs-check.{}.onnx", ::getpid())};
  NetworkCheck check{.gradients = train::check_gradients(graph, weights)};
  export_model(graph, weights, info, file.path);
  for (const CheckRun& run : runs_here("fp32", 1)) {
    check.differences[run.runtime.name] = check_export(
        file.path, {run}, {}, {graph, weights, info, info, device::kAgreementTolerance});
  }
  return check;
}

}  // namespace efs::tune
