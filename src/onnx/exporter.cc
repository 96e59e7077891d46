#include "onnx/exporter.h"

#include "core/error.h"
#include "core/version.h"
#include "onnx/fold.h"
#include "onnx/graph_writer.h"
#include "onnx/model_check.h"
#include "onnx/nodes.h"
#include "onnx/quantise.h"
#include "onnx/weights_check.h"

namespace efs::onnx {

namespace {

constexpr int kOpset = 13;
constexpr int kIrVersion = 7;  // the one that came with opset 13

/// Walks the Graph and writes what the FoldPlan leaves of it.
class GraphExport {
 public:
  GraphExport(const graph::Graph& graph, const graph::Weights& weights,
              const ExportOptions& options, ::onnx::GraphProto& proto)
      : graph_(graph),
        weights_(weights),
        options_(options),
        plan_(plan_folding(graph)),
        writer_(proto, options.format) {
    if (options.format != NumberFormat::kInt8) {
      roundings_.resize(graph.nodes().size());
      return;
    }
    // A ReLU6 behind rounding is a ReLU: the largest int8 value is at most 6.
    plan_.reflected.assign(graph.nodes().size(), false);
    roundings_ = plan_quantisation(graph, plan_, options.ranges);
  }

  void run() {
    if (plan_.holder[index(graph_.output_id())] == 0) {
      fail("ONNX export: the network's output is its input; there is nothing to write");
    }
    writer_.declare_input(options_.input_name, graph_.input().shape);
    if (half()) cast(options_.input_name, input_tensor(), ::onnx::TensorProto::FLOAT16);
    round_if_planned(0);
    for (graph::NodeId id = 1; id <= graph_.output_id(); ++id) {
      if (plan_.needed[index(id)] && plan_.holder[index(id)] == id) {
        write(id);
        round_if_planned(id);
      }
    }
    if (half()) cast(output_tensor(), options_.output_name, ::onnx::TensorProto::FLOAT);
    writer_.declare_output(options_.output_name, graph_.output().shape);
  }

 private:
  static std::size_t index(graph::NodeId id) { return static_cast<std::size_t>(id); }

  /// The tensor that holds a node's value. The "/out" keeps it apart from the weight of a
  /// ChannelScale, which is named as its node.
  std::string tensor(graph::NodeId id) const {
    const graph::NodeId holder = plan_.holder[index(id)];
    if (holder == 0) return input_tensor();
    if (holder == plan_.holder[index(graph_.output_id())]) return output_tensor();
    return graph_.node(holder).name + "/out";
  }

  Rounding rounding(graph::NodeId id) const { return roundings_[index(plan_.holder[index(id)])]; }

  /// What the readers of a node read.
  std::string tensor_read(graph::NodeId id) const {
    const auto rounded = rounded_.find(plan_.holder[index(id)]);
    return rounded == rounded_.end() ? tensor(id) : rounded->second;
  }

  void round_if_planned(graph::NodeId id) {
    if (rounding(id)) rounded_[id] = write_rounding(writer_, tensor(id), rounding(id));
  }

  bool half() const { return options_.format == NumberFormat::kFloat16; }
  /// In the format of the inside.
  std::string input_tensor() const { return options_.input_name + (half() ? "/half" : ""); }
  std::string output_tensor() const { return options_.output_name + (half() ? "/half" : ""); }
  void cast(const std::string& from, const std::string& to, std::int64_t type) {
    writer_.node("Cast", {from}, to, {{"to", type}});
  }

  void write(graph::NodeId id) {
    const graph::Node& node = graph_.node(id);
    NodeToWrite to{node, {}, tensor(id), weights_, writer_, rounding(node.inputs.at(0))};
    for (graph::NodeId input : node.inputs) to.inputs.push_back(tensor_read(input));
    std::visit(graph::Overloaded{
                   [&](const graph::Conv2d& op) {
                     write_convolution(to, op, folded_convolution(graph_, id, plan_, weights_));
                   },
                   [&](const graph::Linear& op) { write_linear(to, op); },
                   [&](const graph::BatchNorm2d& op) { write_batch_norm(to, op); },
                   [&](const graph::ChannelScale&) { write_channel_scale(to); },
                   [&](const graph::LayerNorm2d& op) { write_layer_norm(to, op); },
                   [&](const graph::Activation& op) {
                     const bool cut_by_rounding =
                         op.kind == graph::ActivationKind::kRelu6 && rounding(id);
                     write_activation(to, cut_by_rounding ? graph::ActivationKind::kRelu : op.kind,
                                      plan_.reflected[index(plan_.holder[index(node.inputs[0])])]);
                   },
                   [&](const graph::Pool2d& op) { write_pool(to, op); },
                   [&](const graph::GlobalAveragePool&) { write_global_average_pool(to); },
                   [&](const graph::Flatten&) { write_flatten(to); },
                   [&](const graph::Add&) { write_add(to); },
                   [&](const graph::Multiply&) { write_multiply(to); },
                   [&](const graph::Concat&) { write_concat(to); },
                   [&](const graph::SliceChannels& op) { write_slice_channels(to, op); },
                   [&](const graph::ChannelShuffle& op) { write_channel_shuffle(to, op); },
                   [&](const graph::SpatialSoftmax&) { write_spatial_softmax(to); },
                   [&](const graph::AddCoordinates&) { write_add_coordinates(to); },
                   [&](const graph::SpatialSum&) {
                     write_spatial_sum(to, graph_.node(node.inputs[0]).shape);
                   },
                   [&](const graph::Upsample2x&) { write_upsample_2x(to); },
                   [&](const graph::Input&) {
                     fail("ONNX export: layer '{}': a second input", node.name);
                   },
                   // The FoldPlan gives their value to the layer in front of them.
                   [&](const graph::Dropout&) {}, [&](const graph::StochasticDepth&) {}},
               node.op);
  }

  const graph::Graph& graph_;
  const graph::Weights& weights_;
  const ExportOptions& options_;
  FoldPlan plan_;
  std::vector<Rounding> roundings_;               // plan_quantisation()
  std::map<graph::NodeId, std::string> rounded_;  // by holder: what its readers read
  GraphWriter writer_;
};

}  // namespace

std::string export_onnx(const graph::Graph& graph, const graph::Weights& weights,
                        const ExportOptions& options) {
  check_weights(graph, weights);
  ::onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("efs");
  model.set_producer_version(program_version());
  ::onnx::OperatorSetIdProto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  model.mutable_graph()->set_name("efs");
  GraphExport(graph, weights, options, *model.mutable_graph()).run();
  for (const auto& [key, value] : options.metadata) {
    ::onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  check_model(model);
  return model.SerializeAsString();
}

}  // namespace efs::onnx
