#include "ncnn/exporter.h"

#include <fmt/format.h>

#include "core/error.h"
#include "graph/coordinates.h"
#include "graph/face_cells.h"
#include "graph/fold.h"
#include "graph/weights_check.h"

namespace efs::ncnn {
namespace {

using graph::ActivationKind;
using graph::index;
using graph::Node;
using graph::NodeId;

double number(std::int64_t value) { return static_cast<double>(value); }

// BinaryOp's operations.
constexpr double kAdd = 0, kSubtract = 1, kMultiply = 2;

class Export {
 public:
  Export(const graph::Graph& graph, const graph::Weights& weights, const std::string& output,
         NumberFormat format)
      : graph_(graph),
        weights_(weights),
        plan_(graph::plan_folding(graph, {graph.output_id()})),
        output_(output),
        writer_(format) {
    // ncnn has ReLU6 as a layer of its own.
    plan_.reflected.assign(graph.nodes().size(), false);
  }

  Model run() {
    const graph::Shape& input = graph_.input().shape;
    writer_.layer("Input", {}, "input",
                  {{0, number(input[2])}, {1, number(input[1])}, {2, number(input[0])}});
    for (NodeId id = 1; index(id) < graph_.nodes().size(); ++id) {
      if (!plan_.needed[index(id)] || plan_.holder[index(id)] != id) continue;
      id_ = id;
      std::visit(
          graph::Overloaded{[&](const auto& op) { write(op); },
                            [&](const graph::Input&) { fail("ncnn export: a second input"); },
                            [](const graph::Dropout&) {}, [](const graph::StochasticDepth&) {}},
          node().op);
    }
    return {writer_.param(), writer_.bin()};
  }

 private:
  const Node& node() const { return graph_.node(id_); }
  std::string blob(NodeId id) const {
    const NodeId holder = plan_.holder[index(id)];
    if (holder == 0) return "input";
    return holder == plan_.holder[index(graph_.output_id())] ? output_ : graph_.node(holder).name;
  }
  std::string in(std::size_t i = 0) const { return blob(node().inputs.at(i)); }
  std::string out() const { return blob(id_); }
  std::string step(const std::string& name) const { return node().name + "/" + name; }
  const graph::Shape& in_shape(std::size_t i = 0) const {
    return graph_.node(node().inputs.at(i)).shape;
  }
  const std::vector<float>& weight(const char* suffix) const {
    return weights_.at(node().prefix() + suffix).values;
  }

  /// To [C,H,W], or [H,W].
  std::string reshape(const std::string& from, const graph::Shape& shape, const std::string& to) {
    ModelWriter::Parameters extents;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      extents.emplace_back(static_cast<int>(i), number(shape[shape.size() - 1 - i]));
    }
    return writer_.layer("Reshape", {from}, to, extents);
  }
  std::string binary(double operation, const std::string& a, const std::string& b,
                     const std::string& to) {
    return writer_.layer("BinaryOp", {a, b}, to, {{0, operation}});
  }
  std::string times(const std::string& a, double factor, const std::string& to) {
    return writer_.layer("BinaryOp", {a}, to, {{0, kMultiply}, {1, 1}, {2, factor}});
  }
  /// Mean over a map: [C,1,1].
  std::string mean(const std::string& from, std::int64_t channels, const std::string& to) {
    writer_.layer("Pooling", {from}, to + "/mean", {{0, 1}, {4, 1}});
    return reshape(to + "/mean", {channels, 1, 1}, to);
  }

  void write(const graph::Conv2d& op) {
    const auto values = graph::folded_convolution(graph_, id_, plan_, weights_);
    ModelWriter::Parameters parameters{{0, op.out_channels},
                                       {1, op.kernel_w},
                                       {11, op.kernel_h},
                                       {2, op.dilation},
                                       {3, op.stride},
                                       {4, op.padding},
                                       {5, 1},
                                       {6, number(graph::element_count(values.weight.shape))}};
    if (op.groups > 1) parameters.emplace_back(7, op.groups);
    writer_.layer(op.groups > 1 ? "ConvolutionDepthWise" : "Convolution", {in()}, out(),
                  parameters);
    writer_.weights(values.weight.values);
    writer_.floats(values.bias.values);
  }

  void write(const graph::Linear& op) {
    writer_.layer(
        "InnerProduct", {in()}, out(),
        {{0, op.out_features}, {1, op.bias ? 1 : 0}, {2, number(op.out_features * in_shape()[0])}});
    writer_.weights(weight(".weight"));
    if (op.bias) writer_.floats(weight(".bias"));
  }

  void write(const graph::BatchNorm2d& op) {
    writer_.layer("BatchNorm", {in()}, out(), {{0, number(node().shape[0])}, {1, op.epsilon}});
    for (const char* part : {".weight", ".running_mean", ".running_var", ".bias"})
      writer_.floats(weight(part));
  }

  void write(const graph::ChannelScale&) {
    writer_.layer("Scale", {in()}, out(), {{0, number(node().shape[0])}});
    writer_.floats(weights_.at(node().prefix()).values);
  }

  /// ncnn normalises the innermost extents, so the channels go there and back.
  void write(const graph::LayerNorm2d& op) {
    const std::string inside = writer_.layer("Permute", {in()}, step("channels_last"), {{0, 3}});
    writer_.layer("LayerNorm", {inside}, step("normalised"),
                  {{0, number(node().shape[0])}, {1, op.epsilon}, {2, 1}});
    writer_.floats(weight(".weight"));
    writer_.floats(weight(".bias"));
    writer_.layer("Permute", {step("normalised")}, out(), {{0, 4}});
  }

  void write(const graph::Activation& op) {
    switch (op.kind) {
      case ActivationKind::kRelu:
        writer_.layer("ReLU", {in()}, out());
        return;
      case ActivationKind::kRelu6:
        writer_.layer("Clip", {in()}, out(), {{0, 0}, {1, 6}});
        return;
      case ActivationKind::kHardswish:
        writer_.layer("HardSwish", {in()}, out(), {{0, 1.0 / 6.0}, {1, 0.5}});
        return;
      case ActivationKind::kHardsigmoid:
        writer_.layer("HardSigmoid", {in()}, out(), {{0, 1.0 / 6.0}, {1, 0.5}});
        return;
      case ActivationKind::kSigmoid:
        writer_.layer("Sigmoid", {in()}, out());
        return;
      case ActivationKind::kSilu:
        writer_.layer("Swish", {in()}, out());
        return;
      case ActivationKind::kGelu:
        writer_.layer("GELU", {in()}, out(), {{0, 0}});
        return;
    }
  }

  void write(const graph::Pool2d& op) {
    const double kind = op.kind == graph::PoolKind::kMax ? 0 : 1;
    const double valid = op.ceil_mode ? 0 : 1;
    writer_.layer("Pooling", {in()}, out(),
                  {{0, kind}, {1, op.kernel}, {2, op.stride}, {3, op.padding}, {5, valid}});
  }

  void write(const graph::GlobalAveragePool&) { mean(in(), node().shape[0], out()); }
  void write(const graph::Flatten&) { writer_.layer("Flatten", {in()}, out()); }

  void write(const graph::Add&) {
    std::string sum = in();
    for (std::size_t i = 1; i < node().inputs.size(); ++i) {
      const bool last = i + 1 == node().inputs.size();
      sum = binary(kAdd, sum, in(i), last ? out() : step(fmt::format("sum{}", i)));
    }
  }

  void write(const graph::Multiply&) { binary(kMultiply, in(), in(1), out()); }

  void write(const graph::Concat&) {
    std::vector<std::string> inputs;
    for (std::size_t i = 0; i < node().inputs.size(); ++i) inputs.push_back(in(i));
    writer_.layer("Concat", inputs, out(), {{0, 0}});
  }

  /// Of the outermost extent.
  std::string slice(const std::string& from, std::int64_t begin, std::int64_t end,
                    const std::string& to) {
    writer_.layer("Crop", {from}, to);
    writer_.list(9, {number(begin)});
    writer_.list(10, {number(end)});
    writer_.list(11, {0});
    return to;
  }
  void write(const graph::SliceChannels& op) { slice(in(), op.begin, op.end, out()); }

  void write(const graph::ChannelShuffle& op) {
    writer_.layer("ShuffleChannel", {in()}, out(), {{0, op.groups}, {1, 0}});
  }

  void write(const graph::SpatialSoftmax&) {
    const graph::Shape& shape = node().shape;
    const std::string rows = reshape(in(), {shape[0], shape[1] * shape[2]}, step("rows"));
    writer_.layer("Softmax", {rows}, step("softmax"), {{0, 1}, {1, 1}});
    reshape(step("softmax"), shape, out());
  }

  void write(const graph::AddCoordinates&) {
    const std::string coordinates =
        writer_.constant(step("coordinates"), node().shape, graph::cell_coordinates(node().shape));
    binary(kAdd, in(), coordinates, out());
  }

  void write(const graph::SpatialSum&) {
    mean(in(), node().shape[0], step("mean"));
    times(step("mean"), number(in_shape()[1] * in_shape()[2]), out());
  }

  void write(const graph::Upsample2x&) {
    writer_.layer("Interp", {in()}, out(),
                  {{0, 1}, {3, number(node().shape[1])}, {4, number(node().shape[2])}});
  }

  void write(const graph::ConcatCells&) {
    std::vector<std::string> rows;
    const bool single = node().inputs.size() == 1;
    for (std::size_t i = 0; i < node().inputs.size(); ++i) {
      const graph::Shape& map = in_shape(i);
      rows.push_back(reshape(in(i), {map[0], map[1] * map[2]},
                             single ? out() : step(fmt::format("cells{}", i))));
    }
    if (!single) writer_.layer("Concat", rows, out(), {{0, 1}});
  }

  void write(const graph::DecodeFaces& op) {
    const graph::FaceCells cells = graph::face_cells(op);
    const graph::Shape pairs{2, node().shape[0]};
    const std::string size = writer_.constant(step("cell_size"), pairs, cells.size);
    const std::string corner = writer_.constant(step("cell_corner"), pairs, cells.corner);
    const std::string offset = slice(in(1), 0, 2, step("offset"));
    const std::string log_size = slice(in(1), 2, 4, step("log_size"));
    const std::string shift = binary(kMultiply, offset, size, step("shift"));
    const std::string centre = binary(kAdd, shift, corner, step("centre"));
    constexpr double kExp = 7;
    writer_.layer("UnaryOp", {log_size}, step("growth"), {{0, kExp}});
    const std::string whole = binary(kMultiply, step("growth"), size, step("extent"));
    const std::string half = times(whole, 0.5, step("half"));
    const std::string low = binary(kSubtract, centre, half, step("low"));
    const std::string high = binary(kAdd, centre, half, step("high"));
    writer_.layer("Sigmoid", {in(0)}, step("score"));
    writer_.layer("Concat", {low, high, step("score")}, step("columns"), {{0, 0}});
    writer_.layer("Permute", {step("columns")}, out(), {{0, 1}});
  }

  const graph::Graph& graph_;
  const graph::Weights& weights_;
  graph::FoldPlan plan_;
  const std::string output_;
  ModelWriter writer_;
  NodeId id_ = 0;
};

}  // namespace

Model export_ncnn(const graph::Graph& graph, const graph::Weights& weights,
                  const std::string& output, NumberFormat format) {
  graph::check_weights(graph, weights);
  return Export(graph, weights, output, format).run();
}

}  // namespace efs::ncnn
