#include "train/network/gradient_check.h"

#include "train/network/torch_network.h"

namespace efs::train {

GradientCheck check_gradients(const graph::Graph& graph, const graph::Weights& weights) {
  TorchNetwork network(graph, weights, torch::kCPU);
  torch::manual_seed(1);
  const graph::Shape& input = graph.input().shape;
  const auto images = torch::randn({2, input[0], input[1], input[2]});
  network.forward(images, Mode::kTrain).abs().sum().backward();
  GradientCheck check;
  for (const auto& [name, tensor, trainable] : network.trainable()) {
    ++check.parameters;
    const torch::Tensor gradient = tensor.grad();
    if (!gradient.defined() || !gradient.isfinite().all().item<bool>()) {
      check.infinite.push_back(name);
    } else if (gradient.abs().max().item<float>() == 0.0F) {
      ++check.silent;
    }
  }
  return check;
}

}  // namespace efs::train
