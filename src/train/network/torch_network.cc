#include "train/network/torch_network.h"

#include <torch/csrc/jit/frontend/tracer.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>
#include <variant>

#include "core/error.h"
#include "graph/coordinates.h"
#include "train/ops/ops.h"
#include "train/weights/backbone_names.h"

namespace efs::train {
namespace {

using graph::NodeId;
using torch::Tensor;

/// The values of `plain` on `device`; 4-d tensors in channels_last.
Tensor place(const graph::Tensor& plain, torch::Device device) {
  Tensor tensor = to_torch(plain).to(device);
  return tensor.dim() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

const graph::Tensor& find(const graph::Weights& weights, const graph::Parameter& parameter) {
  const auto found = weights.find(parameter.name);
  if (found == weights.end()) {
    fail("weights lack '{}'; a network needs every tensor of its graph", parameter.name);
  }
  if (found->second.shape != parameter.shape) {
    fail("weight '{}' has shape {}, the graph wants {}", parameter.name,
         graph::to_string(found->second.shape), graph::to_string(parameter.shape));
  }
  return found->second;
}

/// A conversion to what a tensor is already would stand in a traced graph.
Tensor in_precision(const Tensor& tensor, torch::ScalarType type) {
  return tensor.scalar_type() == type ? tensor : tensor.to(type);
}

/// The activations that ops/ and the fused operators compute.
const std::map<graph::ActivationKind, kernels::Function> kFunctions{
    {graph::ActivationKind::kRelu, kernels::Function::kRelu},
    {graph::ActivationKind::kRelu6, kernels::Function::kRelu6},
    {graph::ActivationKind::kHardswish, kernels::Function::kHardswish},
    {graph::ActivationKind::kGelu, kernels::Function::kGelu},
};

/// oneDNN differentiates depthwise kernels above 3x3 slowly in bfloat16.
bool has_own_kernel(const graph::Conv2d& conv, std::int64_t channels) {
  return conv.groups == channels && conv.out_channels == channels && conv.kernel_h > 3 &&
         conv.kernel_h == conv.kernel_w && conv.dilation == 1;
}

bool is_pointwise(const graph::Conv2d& conv) {
  return conv.kernel_h == 1 && conv.kernel_w == 1 && conv.stride == 1 && conv.padding == 0 &&
         conv.groups == 1 && conv.bias;
}

/// ReLU may overwrite what a producer made that keeps no copy of its own output for the backward
/// pass, if nobody else reads it.
bool overwritable(const graph::Op& producer) {
  return graph::is<graph::Conv2d, graph::BatchNorm2d, graph::Add, graph::Linear>(producer);
}

}  // namespace

graph::Tensor to_plain(const Tensor& tensor) {
  graph::Tensor out{graph::Shape(tensor.sizes().begin(), tensor.sizes().end()),
                    std::vector<float>(static_cast<std::size_t>(tensor.numel()))};
  torch::from_blob(out.values.data(), tensor.sizes(), torch::kFloat32).copy_(tensor.detach());
  return out;
}

Tensor to_torch(const graph::Tensor& tensor) {
  Tensor out = torch::empty(tensor.shape, torch::kFloat32);
  std::copy(tensor.values.begin(), tensor.values.end(), out.data_ptr<float>());
  return out;
}

/// One node's arithmetic: an overload per operator of graph/op.h.
struct TorchNetwork::Apply {
  const std::vector<Tensor>& in;
  const NodeTensors& own;
  const Pass& pass;
  const NodePlan& plan;

  Tensor operator()(const graph::Input&) const { return in.at(0); }

  bool in_bfloat16() const { return in[0].scalar_type() == torch::kBFloat16; }

  /// A parameter in the precision of the node's input.
  Tensor matched(const Tensor& parameter) const {
    return parameter.defined() ? in_precision(parameter, in[0].scalar_type()) : parameter;
  }

  Tensor operator()(const graph::Conv2d& op) const {
    const Tensor plain = matched(own.weight);
    const Tensor weight = op.linear_weight ? plain.unsqueeze(-1).unsqueeze(-1) : plain;
    if (pass.own_kernels && plan.own_kernel && in_bfloat16()) {
      return ops::depthwise(in[0], own.weight, own.bias, op.stride, op.padding);
    }
    if (pass.own_kernels && plan.fused != kernels::Function::kIdentity) {
      return ops::activated_conv(plan.fused, in[0], weight, matched(own.bias));
    }
    return at::conv2d(in[0], weight, matched(own.bias), {op.stride, op.stride},
                      {op.padding, op.padding}, {op.dilation, op.dilation}, op.groups);
  }

  Tensor operator()(const graph::BatchNorm2d& op) const {
    const double momentum = pass.momentum.value_or(op.momentum);
    if (pass.own_kernels) {
      std::optional<double> moves;
      if (pass.batch_statistics) moves = momentum;
      return ops::batch_norm(in[0],
                             {.weight = own.weight,
                              .bias = own.bias,
                              .running_mean = own.running_mean,
                              .running_var = own.running_var,
                              .epsilon = op.epsilon,
                              .momentum = moves},
                             plan.fused);
    }
    return at::batch_norm(in[0], own.weight, own.bias, own.running_mean, own.running_var,
                          pass.batch_statistics, momentum, op.epsilon,
                          at::globalContext().userEnabledCuDNN());
  }

  Tensor operator()(const graph::LayerNorm2d& op) const {
    if (pass.own_kernels && in_bfloat16())
      return ops::layer_norm(in[0], own.weight, own.bias, op.epsilon);
    const Tensor last = in[0].permute({0, 2, 3, 1});
    return at::layer_norm(last, {last.size(3)}, matched(own.weight), matched(own.bias), op.epsilon)
        .permute({0, 3, 1, 2});
  }

  Tensor operator()(const graph::Linear&) const {
    return at::linear(in[0], matched(own.weight), matched(own.bias));
  }

  Tensor operator()(const graph::ChannelScale&) const { return in[0] * matched(own.weight); }

  Tensor operator()(const graph::Activation& op) const {
    using graph::ActivationKind;
    if (pass.own_kernels && plan.is_fused) return in[0];
    if (pass.own_kernels && plan.own_kernel) return ops::activation(kFunctions.at(op.kind), in[0]);
    switch (op.kind) {
      case ActivationKind::kRelu: {
        Tensor x = in[0];
        return plan.in_place ? x.relu_() : x.relu();
      }
      case ActivationKind::kRelu6:
        // hardtanh has no backward pass in bfloat16 (libtorch 1.13), and clamp a slower one.
        return in[0].scalar_type() == torch::kFloat32 ? at::hardtanh(in[0], 0.0, 6.0)
                                                      : in[0].clamp(0.0, 6.0);
      case ActivationKind::kHardswish:
        return at::hardswish(in[0]);
      case ActivationKind::kHardsigmoid:
        return at::hardsigmoid(in[0]);
      case ActivationKind::kSigmoid:
        return at::sigmoid(in[0]);
      case ActivationKind::kSilu:
        return at::silu(in[0]);
      case ActivationKind::kGelu:
        return at::gelu(in[0]);
    }
    fail("an activation without an implementation in libtorch");
  }

  Tensor operator()(const graph::Pool2d& op) const {
    const std::vector<std::int64_t> kernel{op.kernel, op.kernel};
    const std::vector<std::int64_t> stride{op.stride, op.stride};
    const std::vector<std::int64_t> padding{op.padding, op.padding};
    return op.kind == graph::PoolKind::kMax
               ? at::max_pool2d(in[0], kernel, stride, padding, {1, 1}, op.ceil_mode)
               : at::avg_pool2d(in[0], kernel, stride, padding, op.ceil_mode);
  }

  Tensor operator()(const graph::GlobalAveragePool&) const {
    return at::adaptive_avg_pool2d(in[0], {1, 1});
  }

  Tensor operator()(const graph::Flatten&) const { return in[0].flatten(1); }

  Tensor operator()(const graph::Add&) const {
    return std::accumulate(in.begin() + 1, in.end(), in[0], std::plus<>());
  }

  Tensor operator()(const graph::Multiply&) const {
    return std::accumulate(in.begin() + 1, in.end(), in[0], std::multiplies<>());
  }

  Tensor operator()(const graph::Concat&) const { return at::cat(in, 1); }

  Tensor operator()(const graph::SliceChannels& op) const {
    return in[0].narrow(1, op.begin, op.end - op.begin);
  }

  /// In [N,H,W,C] order, so that channels_last stays channels_last.
  Tensor operator()(const graph::ChannelShuffle& op) const {
    const Tensor last = in[0].permute({0, 2, 3, 1});
    const std::int64_t n = last.size(0), h = last.size(1), w = last.size(2), c = last.size(3);
    return last.reshape({n, h, w, op.groups, c / op.groups})
        .transpose(3, 4)
        .reshape({n, h, w, c})
        .permute({0, 3, 1, 2});
  }

  Tensor operator()(const graph::SpatialSoftmax&) const {
    return in[0].flatten(2).softmax(2).reshape(in[0].sizes());
  }

  Tensor operator()(const graph::AddCoordinates&) const { return in[0] + own.coordinates; }

  Tensor operator()(const graph::SpatialSum&) const { return in[0].sum({2, 3}, true); }

  Tensor operator()(const graph::Upsample2x&) const {
    return at::upsample_nearest2d(in[0], {2 * in[0].size(2), 2 * in[0].size(3)});
  }

  Tensor operator()(const graph::ConcatCells&) const {
    std::vector<Tensor> cells;
    for (const Tensor& map : in) cells.push_back(map.flatten(2));
    return at::cat(cells, 2);
  }

  Tensor operator()(const graph::DecodeFaces&) const {
    return decode_faces(own.faces, in[0], in[1], pass.trains);
  }

  Tensor operator()(const graph::Dropout& op) const {
    return pass.trains ? at::dropout(in[0], op.probability, true) : in[0];
  }

  /// arXiv 1603.09382; torchvision.ops.stochastic_depth, mode "row".
  Tensor operator()(const graph::StochasticDepth& op) const {
    if (!pass.trains || op.probability == 0.0) return in[0];
    const double survival = 1.0 - op.probability;
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(in[0].dim()), 1);
    sizes[0] = in[0].size(0);
    Tensor keep = at::empty(sizes, in[0].options()).bernoulli_(survival);
    if (survival > 0.0) keep.div_(survival);
    return in[0] * keep;
  }
};

TorchNetwork::TorchNetwork(const graph::Graph& graph, const graph::Weights& weights,
                           torch::Device device, Precision training)
    : graph_(graph), device_(device), training_(training), tensors_(graph.nodes().size()) {
  if (training == Precision::kAuto) fail("a network is built in a precision, not in 'auto'");
  std::map<std::string, NodeTensors> named;  // by the prefix of their names
  for (const graph::Parameter& parameter : graph::parameters(graph_)) {
    Tensor tensor = place(find(weights, parameter), device_);
    tensor.requires_grad_(parameter.trainable);
    state_.push_back({parameter.name, tensor, parameter.trainable});
    const std::string& prefix = graph_.node(parameter.node).prefix();
    NodeTensors& own = named[prefix];
    const std::string role =
        parameter.name == prefix ? "weight" : parameter.name.substr(prefix.size() + 1);
    (role == "bias"           ? own.bias
     : role == "running_mean" ? own.running_mean
     : role == "running_var"  ? own.running_var
                              : own.weight) = tensor;
  }

  const std::vector<graph::Node>& nodes = graph_.nodes();
  for (std::size_t id = 0; id < nodes.size(); ++id) {
    const auto own = named.find(nodes[id].prefix());
    if (own != named.end()) tensors_[id] = own->second;
    if (const auto* decode = std::get_if<graph::DecodeFaces>(&nodes[id].op)) {
      tensors_[id].faces = face_decoding(*decode, device_);
    }
    if (!std::holds_alternative<graph::AddCoordinates>(nodes[id].op)) continue;
    const graph::Shape& shape = nodes[id].shape;
    tensors_[id].coordinates =
        place({{1, shape[0], shape[1], shape[2]}, graph::cell_coordinates(shape)}, device_);
  }
  make_plans();
}

void TorchNetwork::make_plans() {
  const std::vector<graph::Node>& nodes = graph_.nodes();
  std::vector<NodeId> last_reader(nodes.size(), -1);
  std::vector<int> readers(nodes.size(), 0);
  for (std::size_t id = 0; id < nodes.size(); ++id) {
    for (const NodeId input : nodes[id].inputs) {
      last_reader[static_cast<std::size_t>(input)] = static_cast<NodeId>(id);
      ++readers[static_cast<std::size_t>(input)];
    }
  }
  plans_.resize(nodes.size());
  for (std::size_t id = 0; id < nodes.size(); ++id) {
    NodePlan& plan = plans_[id];
    if (last_reader[id] >= 0 && static_cast<NodeId>(id) != graph_.output_id()) {
      plans_[static_cast<std::size_t>(last_reader[id])].dead.push_back(static_cast<NodeId>(id));
    }
    if (const auto* conv = std::get_if<graph::Conv2d>(&nodes[id].op)) {
      const std::int64_t channels = graph_.node(nodes[id].inputs.at(0)).shape.at(0);
      plan.own_kernel = has_own_kernel(*conv, channels);
      const auto source = static_cast<std::size_t>(nodes[id].inputs[0]);
      if (is_pointwise(*conv) &&
          graph::is_activation(nodes[source].op, graph::ActivationKind::kGelu) &&
          readers[source] == 1) {
        plan.fused = kernels::Function::kGelu;
        plans_[source].is_fused = true;
      }
    }
    const auto* activation = std::get_if<graph::Activation>(&nodes[id].op);
    if (activation == nullptr) continue;
    const auto producer = static_cast<std::size_t>(nodes[id].inputs.at(0));
    const auto function = kFunctions.find(activation->kind);
    const bool known = function != kFunctions.end();
    const bool only_reader = readers[producer] == 1 && nodes[id].inputs[0] != graph_.output_id();
    plan.own_kernel = known && activation->kind != graph::ActivationKind::kRelu;
    plan.in_place = activation->kind == graph::ActivationKind::kRelu && only_reader &&
                    overwritable(nodes[producer].op);
    plan.is_fused = known && only_reader && activation->kind != graph::ActivationKind::kGelu &&
                    std::holds_alternative<graph::BatchNorm2d>(nodes[producer].op);
    if (plan.is_fused) plans_[producer].fused = function->second;
  }
}

Tensor TorchNetwork::forward(Tensor input, Mode mode) {
  const bool training = mode == Mode::kTrain;
  return run(std::move(input),
             {.trains = training,
              .batch_statistics = training,
              // A traced graph holds libtorch's operators only.
              .own_kernels = device_.is_cpu() && !torch::jit::tracer::isTracing(),
              .backbone = training && training_ == Precision::kBfloat16 ? torch::kBFloat16
                                                                        : torch::kFloat32});
}

void TorchNetwork::collect_statistics(Tensor input, double momentum) {
  run(std::move(input),
      {.batch_statistics = true, .own_kernels = device_.is_cpu(), .momentum = momentum});
}

void TorchNetwork::watch(Tensor input, const Watch& watch) {
  // Our own kernels fuse layers, whose values would be hidden.
  run(std::move(input), {.watch = &watch});
}

Tensor TorchNetwork::run(Tensor input, const Pass& pass) {
  const std::vector<graph::Node>& nodes = graph_.nodes();
  std::vector<Tensor> values(nodes.size());
  std::vector<Tensor> inputs;
  for (std::size_t id = 0; id < nodes.size(); ++id) {
    const auto precision = is_backbone(nodes[id].name) ? pass.backbone : torch::kFloat32;
    inputs.clear();
    if (nodes[id].inputs.empty()) {
      inputs.push_back(in_precision(std::exchange(input, Tensor()), precision));
    }
    for (const NodeId from : nodes[id].inputs) {
      inputs.push_back(in_precision(values[static_cast<std::size_t>(from)], precision));
    }
    values[id] = std::visit(Apply{inputs, tensors_[id], pass, plans_[id]}, nodes[id].op);
    if (pass.watch != nullptr) (*pass.watch)(static_cast<NodeId>(id), values[id]);
    for (const NodeId dead : plans_[id].dead) values[static_cast<std::size_t>(dead)] = Tensor();
  }
  return values[static_cast<std::size_t>(graph_.output_id())];
}

std::vector<TorchNetwork::NamedTensor> TorchNetwork::trainable() const {
  std::vector<NamedTensor> out;
  std::copy_if(state_.begin(), state_.end(), std::back_inserter(out),
               [](const NamedTensor& entry) { return entry.trainable; });
  return out;
}

graph::Weights TorchNetwork::weights() const {
  graph::Weights out;
  for (const NamedTensor& entry : state_) out.emplace(entry.name, to_plain(entry.tensor));
  return out;
}

void TorchNetwork::set_weights(const graph::Weights& weights) {
  const torch::NoGradGuard no_grad;
  const std::vector<graph::Parameter> wanted = graph::parameters(graph_);
  for (std::size_t i = 0; i < state_.size(); ++i) {
    state_[i].tensor.copy_(to_torch(find(weights, wanted[i])));
  }
}

}  // namespace efs::train
