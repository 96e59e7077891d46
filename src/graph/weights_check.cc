#include "graph/weights_check.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/error.h"

namespace efs::graph {

namespace {

std::optional<std::string> fault(const Parameter& parameter, const Weights& weights) {
  const auto found = weights.find(parameter.name);
  if (found == weights.end()) {
    return fmt::format("missing: {} {}", parameter.name, to_string(parameter.shape));
  }
  const Tensor& tensor = found->second;
  if (tensor.shape != parameter.shape) {
    return fmt::format("shape: {} is {}, the network needs {}", parameter.name,
                       to_string(tensor.shape), to_string(parameter.shape));
  }
  const auto count = static_cast<std::size_t>(element_count(parameter.shape));
  if (tensor.values.size() != count) {
    return fmt::format("size: {} holds {} values, its shape {} needs {}", parameter.name,
                       tensor.values.size(), to_string(parameter.shape), count);
  }
  if (!std::all_of(tensor.values.begin(), tensor.values.end(),
                   [](float value) { return std::isfinite(value); })) {
    return fmt::format("value: {} holds a NaN or an infinity", parameter.name);
  }
  return std::nullopt;
}

}  // namespace

void check_weights(const Graph& graph, const Weights& weights) {
  std::string faults;
  int count = 0;
  for (const Parameter& parameter : parameters(graph)) {
    if (const auto message = fault(parameter, weights)) {
      faults += "\n  " + *message;
      ++count;
    }
  }
  if (count > 0) {
    fail(
        "export: the weights do not fit the network ({} fault(s)); "
        "pass those of the same architecture and head{}",
        count, faults);
  }
}

}  // namespace efs::graph
