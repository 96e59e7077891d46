#include "onnx/opencv_run.h"

#include <gtest/gtest.h>

#include "device/runtime.h"
#include "device/runtimes/runtimes.h"
#include "onnx/exporter.h"
#include "support/temporary_file.h"

namespace efs::onnx {

std::vector<float> run_in_opencv(const graph::Graph& graph, const graph::Weights& weights,
                                 const std::vector<float>& input) {
  const TemporaryFile file("model.onnx", export_onnx(graph, weights, {}));
  const auto session = device::runtimes().front().load(file.path(), {});
  std::vector<float> first = session->run(input);
  session->run(std::vector<float>(input.size(), 0.5F));
  EXPECT_EQ(session->run(input), first);
  return first;
}

std::vector<float> spread_values(std::size_t count) {
  std::vector<float> values(count);
  // 37 is prime to 101, so all residues come before one comes again.
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = (static_cast<float>(i * 37 % 101) - 50.0F) * 3.0F / 50.0F;
  }
  return values;
}

graph::Weights spread_weights(const graph::Graph& graph) {
  graph::Weights weights;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    graph::Tensor tensor{parameter.shape, {}};
    tensor.values = spread_values(static_cast<std::size_t>(graph::element_count(parameter.shape)));
    if (parameter.name.ends_with("running_var")) {
      for (float& value : tensor.values) value = value * value + 0.25F;
    }
    weights[parameter.name] = std::move(tensor);
  }
  return weights;
}

}  // namespace efs::onnx
