#include "onnx/weights_check.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/error.h"

namespace efs::onnx {

namespace {

std::optional<std::string> fault(const graph::Parameter& parameter, const graph::Weights& weights) {
  const auto found = weights.find(parameter.name);
  if (found == weights.end()) {
    return fmt::format("missing: {} {}", parameter.name, graph::to_string(parameter.shape));
  }
  const graph::Tensor& tensor = found->second;
  if (tensor.shape != parameter.shape) {
    return fmt::format("shape: {} is {}, the network needs {}", parameter.name,
                       graph::to_string(tensor.shape), graph::to_string(parameter.shape));
  }
  const auto count = static_cast<std::size_t>(graph::element_count(parameter.shape));
  if (tensor.values.size() != count) {
    return fmt::format("size: {} holds {} values, its shape {} needs {}", parameter.name,
                       tensor.values.size(), graph::to_string(parameter.shape), count);
  }
  if (!std::all_of(tensor.values.begin(), tensor.values.end(),
                   [](float value) { return std::isfinite(value); })) {
    return fmt::format("value: {} holds a NaN or an infinity", parameter.name);
  }
  return std::nullopt;
}

}  // namespace

void check_weights(const graph::Graph& graph, const graph::Weights& weights) {
  std::string faults;
  int count = 0;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    if (const auto message = fault(parameter, weights)) {
      faults += "\n  " + *message;
      ++count;
    }
  }
  if (count > 0) {
    fail(
        "ONNX export: the weights do not fit the network ({} fault(s)); "
        "pass those of the same architecture and head{}",
        count, faults);
  }
}

}  // namespace efs::onnx
