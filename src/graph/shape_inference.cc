#include "graph/shape_inference.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace efs::graph {

namespace {

/// The rules, each for one operator; all report through refuse().
class Inference {
 public:
  Inference(const std::string& name, const Op& op, const std::vector<Shape>& inputs)
      : name_(name), op_(op), inputs_(inputs) {}

  Shape operator()(const Input& op) const {
    require_inputs(0);
    require(op.channels > 0 && op.height > 0 && op.width > 0,
            "channels and sizes must be positive");
    return {op.channels, op.height, op.width};
  }

  Shape operator()(const Conv2d& op) const {
    const Shape& in = only_map();
    require(op.out_channels > 0 && op.kernel_h > 0 && op.kernel_w > 0 && op.stride > 0 &&
                op.padding >= 0 && op.dilation > 0 && op.groups > 0,
            "output channels, kernel, stride, dilation and groups must be positive");
    require(in[0] % op.groups == 0 && op.out_channels % op.groups == 0,
            "input and output channels must be multiples of the groups");
    require(!op.linear_weight || (op.kernel_h == 1 && op.kernel_w == 1 && op.groups == 1),
            "a weight stored as a Linear's needs a 1x1 kernel and one group");
    return {op.out_channels, conv_extent(in[1], op.kernel_h, op),
            conv_extent(in[2], op.kernel_w, op)};
  }

  Shape operator()(const Linear& op) const {
    const Shape& in = only_input();
    require(in.size() == 1, "the input must be a vector; put a Flatten in front");
    require(op.out_features > 0, "output features must be positive");
    return {op.out_features};
  }

  Shape operator()(const Pool2d& op) const {
    const Shape& in = only_map();
    require(op.kernel > 0 && op.stride > 0 && op.padding >= 0,
            "kernel and stride must be positive");
    require(op.padding * 2 <= op.kernel, "the padding must be at most half the kernel");
    return {in[0], pool_extent(in[1], op), pool_extent(in[2], op)};
  }

  Shape operator()(const GlobalAveragePool&) const { return {only_map()[0], 1, 1}; }
  Shape operator()(const SpatialSum&) const { return {only_map()[0], 1, 1}; }
  Shape operator()(const Flatten&) const { return {element_count(only_map())}; }

  Shape operator()(const Add&) const {
    require(inputs_.size() >= 2, "two or more inputs are needed");
    for (const Shape& in : inputs_)
      require(in == inputs_[0], "all inputs must have the same shape");
    return inputs_[0];
  }

  Shape operator()(const Multiply&) const {
    require_inputs(2);
    const Shape& a = inputs_[0];
    const Shape& b = inputs_[1];
    const bool per_channel =
        a.size() == 3 && b.size() == 3 && b[0] == a[0] && b[1] == 1 && b[2] == 1;
    require(a == b || per_channel, "the second input must have the first's shape or be [C,1,1]");
    return a;
  }

  Shape operator()(const Concat&) const {
    require(!inputs_.empty(), "an input is needed");
    Shape result = inputs_[0];
    result[0] = 0;
    for (const Shape& in : inputs_) {
      require(std::equal(in.begin() + 1, in.end(), result.begin() + 1, result.end()),
              "all inputs must have the same height and width, or be vectors");
      result[0] += in[0];
    }
    return result;
  }

  Shape operator()(const AddCoordinates&) const {
    const Shape& in = only_map();
    require(in[0] == 4, "the input must have four channels, one for each side of the box");
    return in;
  }

  Shape operator()(const Upsample2x&) const {
    const Shape& in = only_map();
    return {in[0], 2 * in[1], 2 * in[2]};
  }

  Shape operator()(const ConcatCells&) const {
    require(!inputs_.empty(), "an input is needed");
    std::int64_t cells = 0;
    for (const Shape& in : inputs_) {
      require(in.size() == 3 && in[0] == inputs_[0][0],
              "all inputs must be feature maps [C,H,W] of equally many channels");
      cells += in[1] * in[2];
    }
    return {inputs_[0][0], cells};
  }

  Shape operator()(const DecodeFaces& op) const {
    require_inputs(2);
    require(op.input_height > 0 && op.input_width > 0, "the input's sides must be positive");
    std::int64_t cells = 0;
    for (const CellGrid& level : op.levels) {
      require(level.stride > 0 && level.height > 0 && level.width > 0,
              "strides and extents must be positive");
      cells += std::int64_t{level.height} * level.width;
    }
    require(cells > 0, "a level is needed");
    require(inputs_[0] == Shape{1, cells} && inputs_[1] == Shape{4, cells},
            "the inputs must be a score [1,N] and a box [4,N] for each of the levels' cells");
    return {cells, 5};
  }

  Shape operator()(const SliceChannels& op) const {
    const Shape& in = only_map();
    require(0 <= op.begin && op.begin < op.end && op.end <= in[0],
            "the channel range must lie inside the input and not be empty");
    return {op.end - op.begin, in[1], in[2]};
  }

  Shape operator()(const ChannelShuffle& op) const {
    const Shape& in = only_map();
    require(op.groups > 0 && in[0] % op.groups == 0, "channels must be a multiple of the groups");
    return in;
  }

  Shape operator()(const Dropout& op) const { return same_shape(op.probability); }
  Shape operator()(const StochasticDepth& op) const { return same_shape(op.probability); }
  Shape operator()(const Activation&) const { return only_input(); }
  /// BatchNorm2d, LayerNorm2d, ChannelScale, SpatialSoftmax.
  template <typename PerChannel>
  Shape operator()(const PerChannel&) const {
    return only_map();
  }

 private:
  [[noreturn]] void refuse(const std::string& rule) const {
    std::string shapes;
    for (const Shape& in : inputs_) shapes += (shapes.empty() ? "" : ", ") + to_string(in);
    const std::string attributes = op_attributes(op_);
    fail("layer '{}' ({}{}{}) on {}: {}", name_, op_name(op_), attributes.empty() ? "" : " ",
         attributes, shapes.empty() ? "no input" : shapes, rule);
  }

  void require(bool condition, const char* rule) const {
    if (!condition) refuse(rule);
  }

  void require_inputs(std::size_t count) const {
    if (inputs_.size() != count) {
      refuse(fmt::format("{} input(s) are needed, {} given", count, inputs_.size()));
    }
  }

  const Shape& only_input() const {
    require_inputs(1);
    return inputs_[0];
  }

  const Shape& only_map() const {
    const Shape& in = only_input();
    require(in.size() == 3, "the input must be a feature map [C,H,W]");
    return in;
  }

  Shape same_shape(double probability) const {
    require(probability >= 0.0 && probability < 1.0, "the probability must be in [0, 1)");
    return only_input();
  }

  std::int64_t conv_extent(std::int64_t in, int kernel, const Conv2d& op) const {
    const std::int64_t room = in + 2 * op.padding - (std::int64_t{op.dilation} * (kernel - 1) + 1);
    require(room >= 0, "the kernel does not fit the padded input; use a larger input image");
    return room / op.stride + 1;
  }

  std::int64_t pool_extent(std::int64_t in, const Pool2d& op) const {
    const std::int64_t room = in + 2 * op.padding - op.kernel;
    require(room >= 0 || (op.ceil_mode && room + op.stride > 0),
            "the window does not fit the padded input; use a larger input image");
    if (!op.ceil_mode) return room / op.stride + 1;
    const std::int64_t out = (room + op.stride - 1) / op.stride + 1;
    // PyTorch: a window may hang over the far edge, but must start inside the input.
    return (out - 1) * op.stride >= in + op.padding ? out - 1 : out;
  }

  const std::string& name_;
  const Op& op_;
  const std::vector<Shape>& inputs_;
};

}  // namespace

Shape infer_shape(const std::string& name, const Op& op, const std::vector<Shape>& inputs) {
  return std::visit(Inference(name, op, inputs), op);
}

}  // namespace efs::graph
