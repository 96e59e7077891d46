#include "tune/latency/reference_model.h"

#include "nn/network.h"
#include "onnx/exporter.h"
#include "train/network/initial_weights.h"
#include "tune/model/model_export.h"

namespace efs::tune {

void write_reference_model(const std::filesystem::path& file) {
  const auto graph =
      nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = square(64)});
  const auto weights = train::initial_weights(graph, 0);
  write_model(
      graph, weights, [&] { return onnx::export_onnx(graph, weights, {}); }, file);
}

}  // namespace efs::tune
