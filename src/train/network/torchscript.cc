#include "train/network/torchscript.h"

#include "train/ops/libtorch.h"
// After libtorch.h, whose order of includes matters.
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/frozen_conv_folding.h>

#include <sstream>

#include "core/files/files.h"
#include "train/network/padded_activations.h"
#include "train/network/torch_network.h"

namespace efs::train {
namespace {

/// The evaluation pass as a TorchScript graph with all weights as constants.
std::shared_ptr<torch::jit::Graph> trace(TorchNetwork& network) {
  const graph::Shape& shape = network.graph().input().shape;
  const torch::Tensor example = torch::zeros({1, shape.at(0), shape.at(1), shape.at(2)});
  const auto forward = [&](torch::jit::Stack inputs) -> torch::jit::Stack {
    return {network.forward(inputs.at(0).toTensor(), Mode::kEvaluate)};
  };
  const auto no_names = [](const torch::Tensor&) { return std::string(); };
  auto traced = torch::jit::tracer::trace({example}, forward, no_names, /*strict=*/true,
                                          /*force_outplace=*/true, /*self=*/nullptr, {"input"});
  return traced.first->graph;
}

}  // namespace

void write_torchscript(const graph::Graph& graph, const graph::Weights& weights,
                       const std::filesystem::path& path) {
  const torch::NoGradGuard no_grad;
  TorchNetwork network(graph, weights, torch::kCPU);
  for (const TorchNetwork::NamedTensor& entry : network.state()) {
    torch::Tensor tensor = entry.tensor;
    tensor.requires_grad_(false);  // a constant may not
  }
  std::shared_ptr<torch::jit::Graph> traced = trace(network);
  torch::jit::ConstantPropagation(traced);  // strides become constants, as folding wants them
  torch::jit::FoldFrozenConvBatchnorm(traced);
  rewrite_padded_activations(traced);
  torch::jit::EliminateDeadCode(traced);

  torch::jit::Module module("EdgeFaceSearch");
  traced->insertInput(0, "self")->setType(module.type());
  torch::jit::Function* function = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), "forward"), traced);
  module.type()->addMethod(function);
  const graph::Shape& shape = network.graph().input().shape;
  module.register_attribute("input_shape", c10::ListType::ofInts(),
                            std::vector<std::int64_t>{1, shape.at(0), shape.at(1), shape.at(2)});
  module.eval();
  std::ostringstream stream;
  module.save(stream);
  write_file_atomically(path, stream.str());
}

}  // namespace efs::train
