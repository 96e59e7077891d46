#include "train/network/network.h"

#include "core/error.h"
#include "train/network/torch_network.h"

namespace efs::train {

std::vector<float> run_network(const graph::Graph& graph, const graph::Weights& weights,
                               const std::vector<float>& input) {
  graph::Tensor image{graph.input().shape, input};
  if (static_cast<std::int64_t>(input.size()) != graph::element_count(image.shape)) {
    fail("run_network: {} input values, the graph wants {} ({})", input.size(),
         graph::element_count(image.shape), graph::to_string(image.shape));
  }
  const torch::NoGradGuard no_grad;
  TorchNetwork network(graph, weights, torch::kCPU);
  const torch::Tensor batch = to_torch(image).unsqueeze(0);
  return to_plain(
             network.forward(batch.contiguous(at::MemoryFormat::ChannelsLast), Mode::kEvaluate))
      .values;
}

}  // namespace efs::train
