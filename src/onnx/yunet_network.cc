#include "onnx/yunet_network.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "graph/builder.h"
#include "graph/face_maps.h"

namespace efs::onnx {

namespace {

using graph::Builder;
using graph::FaceMaps;
using graph::NodeId;

constexpr int kYunetStrides[] = {8, 16, 32};
constexpr int kLandmarkNumbers = 10;  // x and y of five points
constexpr double kLargestByte = 255.0;

std::string named(const char* what, const FaceMaps& maps) {
  return fmt::format("{}_{}", what, maps.grid.stride);
}

/// From BGR, 0 to 255, to what the network was trained on. A layer of its own, not a part of the
/// first convolution: that pads with zeros, which stand for the mean colour behind this layer.
NodeId add_normalisation(Builder& builder, graph::Weights& weights, const ModelInfo& info) {
  const std::string name = "input/normalise";
  graph::Tensor weight{{3, 3, 1, 1}, std::vector<float>(9)}, bias{{3}, {}};
  for (std::size_t c = 0; c < 3; ++c) {
    const double deviation = info.standard_deviation[c];
    const std::size_t source = info.colour_order == "RGB" ? 2 - c : c;
    weight.values[3 * c + source] = static_cast<float>(1.0 / (kLargestByte * deviation));
    bias.values.push_back(static_cast<float>(-info.mean[c] / deviation));
  }
  weights[name + ".weight"] = std::move(weight);
  weights[name + ".bias"] = std::move(bias);
  return builder.add(name, graph::Conv2d{.out_channels = 3}, builder.input());
}

/// The network has no landmarks, and FaceDetectorYN wants five: all in the middle of the box. From a
/// map, not a constant, so that the file is not bound to an extent by them.
void set_landmark_weights(graph::Weights& weights) {
  graph::Tensor weight{{kLandmarkNumbers, 4, 1, 1}, std::vector<float>(4 * kLandmarkNumbers)};
  for (std::size_t i = 0; i < kLandmarkNumbers; ++i) weight.values[4 * i + i % 2] = 1.0F;
  weights["kps.weight"] = std::move(weight);
}

/// The ids of the graph's nodes in the builder, where the node `input` stands for its input.
std::vector<NodeId> copy_nodes(Builder& builder, const graph::Graph& graph, NodeId input) {
  std::vector<NodeId> copies{input};
  for (std::size_t i = 1; i < graph.nodes().size(); ++i) {
    const graph::Node& node = graph.nodes()[i];
    std::vector<NodeId> inputs;
    for (const NodeId id : node.inputs) inputs.push_back(copies.at(static_cast<std::size_t>(id)));
    copies.push_back(builder.add(node.name, node.op, inputs));
    if (!node.parameters_name.empty()) builder.name_parameters(copies.back(), node.parameters_name);
  }
  return copies;
}

/// Not Builder::finish(), which leaves out what the faces do not depend on.
graph::Graph whole_graph(const Builder& builder, NodeId output) {
  std::vector<graph::Node> nodes;
  for (NodeId id = 0; id < builder.next(); ++id) nodes.push_back(builder.node(id));
  return graph::Graph(std::move(nodes), output);
}

}  // namespace

void require_yunet_maps(const graph::Graph& graph) {
  const auto& decode = std::get<graph::DecodeFaces>(graph.output().op);
  std::vector<int> strides;
  bool fits = true;
  for (const FaceMaps& maps : graph::face_maps(graph)) {
    const graph::CellGrid& grid = maps.grid;
    strides.push_back(grid.stride);
    fits = fits && grid.width * grid.stride == decode.input_width &&
           grid.height * grid.stride == decode.input_height;
  }
  if (!std::ranges::equal(strides, kYunetStrides)) {
    fail_usage(
        "outputs 'yunet' need maps at strides 8, 16 and 32 (finest 8, levels 3), which OpenCV's "
        "FaceDetectorYN reads; this network has {}. Export it as decoded or raw",
        fmt::join(strides, ", "));
  }
  if (!fits) {
    fail_usage(
        "outputs 'yunet' need an input whose sides are multiples of 32, and a backbone that pads; "
        "this network has an input of {}x{} and maps that do not cover it exactly. Export it as "
        "decoded or raw",
        decode.input_width, decode.input_height);
  }
}

OutputNetwork yunet_network(const graph::Graph& graph, const graph::Weights& weights,
                            const ModelInfo& info) {
  const std::vector<FaceMaps> levels = graph::face_maps(graph);
  graph::Weights all = weights;
  Builder builder(3, info.input.height, info.input.width);
  const auto copies = copy_nodes(builder, graph, add_normalisation(builder, all, info));
  const auto copy = [&](NodeId id) { return copies.at(static_cast<std::size_t>(id)); };
  set_landmark_weights(all);
  std::vector<ExportOutput> outputs;
  const auto put_out = [&](const std::string& name, NodeId node) {
    outputs.push_back({.name = name, .node = node, .cell_rows = true});
  };
  // FaceDetectorYN's score is sqrt(cls * obj).
  for (const char* what : {"cls", "obj"}) {
    for (const FaceMaps& maps : levels) {
      const graph::Activation sigmoid{graph::ActivationKind::kSigmoid};
      put_out(named(what, maps), builder.add(named(what, maps), sigmoid, copy(maps.score)));
    }
  }
  for (const FaceMaps& maps : levels) put_out(named("bbox", maps), copy(maps.box));
  for (const FaceMaps& maps : levels) {
    const graph::Conv2d twice{.out_channels = kLandmarkNumbers, .bias = false};
    const NodeId points = builder.add(named("kps", maps), twice, copy(maps.box));
    builder.name_parameters(points, "kps");
    put_out(named("kps", maps), points);
  }
  OutputNetwork network{whole_graph(builder, copy(graph.output_id())), std::move(all),
                        std::move(outputs), /*any_extent=*/true, info};
  network.info.colour_order = "BGR";
  network.info.mean = {0.0, 0.0, 0.0};
  network.info.standard_deviation.fill(1.0 / kLargestByte);
  network.info.box_format = kCellBoxFormat;
  return network;
}

}  // namespace efs::onnx
