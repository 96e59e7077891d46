#include "train/network/network.h"

#include "core/error.h"
#include "train/network/torch_network.h"

namespace efs::train {

std::vector<float> run_network(const graph::Graph& graph, const graph::Weights& weights,
                               const std::vector<float>& input) {
  const graph::Shape& shape = graph.input().shape;
  const auto count = static_cast<std::size_t>(graph::element_count(shape));
  if (input.empty() || input.size() % count != 0) {
    fail("run_network: {} input values, the graph wants {} ({}) of each image", input.size(), count,
         graph::to_string(shape));
  }
  const torch::NoGradGuard no_grad;
  TorchNetwork network(graph, weights, torch::kCPU);
  std::vector<float> outputs;
  for (auto image = input.begin(); image != input.end();
       image += static_cast<std::ptrdiff_t>(count)) {
    const torch::Tensor batch =
        to_torch({shape, {image, image + static_cast<std::ptrdiff_t>(count)}}).unsqueeze(0);
    const auto output = to_plain(
        network.forward(batch.contiguous(at::MemoryFormat::ChannelsLast), Mode::kEvaluate));
    outputs.insert(outputs.end(), output.values.begin(), output.values.end());
  }
  return outputs;
}

}  // namespace efs::train
