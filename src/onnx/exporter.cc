#include "onnx/exporter.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include "core/error.h"
#include "core/version.h"
#include "graph/weights_check.h"
#include "onnx/graph_writer.h"
#include "onnx/nodes.h"
#include "onnx/quantise.h"

namespace efs::onnx {

namespace {

using graph::NodeId;

constexpr const char* kInput = "input";
constexpr int kOpset = 13;
constexpr int kIrVersion = 7;  // the one that came with opset 13

std::vector<ExportOutput> outputs_of(const graph::Graph& graph, const ExportOptions& options) {
  if (!options.outputs.empty()) return options.outputs;
  return {{.name = options.output_name, .node = graph.output_id()}};
}

FoldPlan plan_for(const graph::Graph& graph, const std::vector<ExportOutput>& outputs) {
  std::vector<NodeId> nodes;
  for (const ExportOutput& output : outputs) nodes.push_back(output.node);
  return plan_folding(graph, nodes);
}

/// Walks the Graph and writes the nodes that the FoldPlan leaves.
class GraphExport {
 public:
  GraphExport(const graph::Graph& graph, const graph::Weights& weights,
              const ExportOptions& options, ::onnx::GraphProto& proto)
      : graph_(graph),
        weights_(weights),
        options_(options),
        outputs_(outputs_of(graph, options)),
        plan_(plan_for(graph, outputs_)),
        writer_(proto, options.format, options.batch) {
    if (options.any_extent && options.batch != Batch()) {
      fail("ONNX export: layers for any extent are written for batch 1, not {}",
           to_string(options.batch));
    }
    for (const ExportOutput& output : outputs_) name_tensor(output);
    if (options.format != NumberFormat::kInt8) {
      roundings_.resize(graph.nodes().size());
      return;
    }
    // Rounding makes a ReLU6 a ReLU: the largest int8 value is at most 6.
    plan_.reflected.assign(graph.nodes().size(), false);
    roundings_ = plan_quantisation(graph, plan_, options.ranges);
  }

  void run() {
    writer_.declare_input(kInput, graph_.input().shape);
    if (half()) cast(kInput, input_tensor(), ::onnx::TensorProto::FLOAT16);
    round_if_planned(0);
    for (NodeId id = 1; index(id) < graph_.nodes().size(); ++id) {
      if (plan_.needed[index(id)] && plan_.holder[index(id)] == id) {
        write(id);
        round_if_planned(id);
      }
    }
    for (const ExportOutput& output : outputs_) write_output(output);
  }

 private:
  /// The tensor that holds a node's value. The "/out" keeps it apart from the weight of a
  /// ChannelScale, which is named as its node.
  std::string tensor(NodeId id) const {
    const NodeId holder = plan_.holder[index(id)];
    if (holder == 0) return input_tensor();
    const auto named = named_.find(holder);
    return named == named_.end() ? graph_.node(holder).name + "/out" : named->second;
  }

  /// An output's tensor has its name, unless steps follow.
  void name_tensor(const ExportOutput& output) {
    const NodeId holder = plan_.holder[index(output.node)];
    if (holder == 0) {
      fail("ONNX export: the network's output is its input; there is nothing to write");
    }
    const std::string name = output.cell_rows ? output.name + "/map" : uncast(output.name);
    if (!named_.emplace(holder, name).second) {
      fail("ONNX export: output '{}' is the same tensor as another one", output.name);
    }
  }

  void write_output(const ExportOutput& output) {
    graph::Shape shape = graph_.node(output.node).shape;
    if (output.cell_rows) {
      write_cell_rows(writer_, tensor(output.node), shape.at(0), uncast(output.name));
      shape = {shape.at(1) * shape.at(2), shape.at(0)};
    }
    if (half()) cast(uncast(output.name), output.name, ::onnx::TensorProto::FLOAT);
    writer_.declare_output(output.name, shape);
  }

  Rounding rounding(NodeId id) const { return roundings_[index(plan_.holder[index(id)])]; }

  /// The tensor that the readers of a node read: rounded where it is planned.
  std::string tensor_read(NodeId id) const {
    const auto rounded = rounded_.find(plan_.holder[index(id)]);
    return rounded == rounded_.end() ? tensor(id) : rounded->second;
  }

  void round_if_planned(NodeId id) {
    if (rounding(id)) rounded_[id] = write_rounding(writer_, tensor(id), rounding(id));
  }

  bool half() const { return options_.format == NumberFormat::kFloat16; }
  /// The tensor of an input or an output in the format of the inside.
  std::string uncast(const std::string& name) const { return name + (half() ? "/half" : ""); }
  std::string input_tensor() const { return uncast(kInput); }
  void cast(const std::string& from, const std::string& to, std::int64_t type) {
    writer_.node("Cast", {from}, to, {{"to", type}});
  }

  void write(NodeId id) {
    const graph::Node& node = graph_.node(id);
    NodeToWrite to{.graph = graph_,
                   .id = id,
                   .plan = plan_,
                   .weights = weights_,
                   .writer = writer_,
                   .inputs = {},
                   .output = tensor(id),
                   .input_rounding = rounding(node.inputs.at(0)),
                   .output_rounding = rounding(id),
                   .any_extent = options_.any_extent};
    for (NodeId input : node.inputs) to.inputs.push_back(tensor_read(input));
    std::visit(
        graph::Overloaded{[&](const auto& op) { write_node(to, op); },
                          [&](const graph::Input&) {
                            fail("ONNX export: layer '{}': a second input", node.name);
                          },
                          // The FoldPlan gives their value to the layer in front of them.
                          [](const graph::Dropout&) {}, [](const graph::StochasticDepth&) {}},
        node.op);
  }

  const graph::Graph& graph_;
  const graph::Weights& weights_;
  const ExportOptions& options_;
  std::vector<ExportOutput> outputs_;
  FoldPlan plan_;
  std::map<NodeId, std::string> named_;    // by holder: the tensors of outputs
  std::vector<Rounding> roundings_;        // plan_quantisation()
  std::map<NodeId, std::string> rounded_;  // by holder: what its readers read
  GraphWriter writer_;
};

/// libonnx's checker and strict shape inference. Error: the model was written wrongly.
void check_model(const ::onnx::ModelProto& model) try {
  ::onnx::checker::check_model(model);
  ::onnx::ModelProto inferred = model;
  // Strict: an inferred shape that contradicts the declared output is an exception.
  const ::onnx::ShapeInferenceOptions options(/*check_type=*/true, /*strict_mode=*/1,
                                              /*data_prop=*/true);
  ::onnx::shape_inference::InferShapes(inferred, ::onnx::OpSchemaRegistry::Instance(), options);
} catch (const std::exception& error) {
  fail("ONNX export: libonnx refuses the model that was written: {}", error.what());
}

}  // namespace

std::string export_onnx(const graph::Graph& graph, const graph::Weights& weights,
                        const ExportOptions& options) {
  graph::check_weights(graph, weights);
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
