// Block by block, with timm's names of layers; see block_network.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "nn/blocks/squeeze_excitation.h"
#include "nn/own/block_network.h"

namespace efs::nn {

using graph::ActivationKind;
using graph::NodeId;

namespace {

/// Names of the layers of a plain convolution: in a stage, in front of the stages, behind them.
struct ConvNames {
  std::string conv, norm, activation;
};

class BlockBuilder {
 public:
  BlockBuilder(graph::Builder& builder, const BlockNetwork& network, double width)
      : builder_(builder), network_(network), width_(width), last_(builder.input()) {}

  Features build() {
    add_row("stem", network_.stem, {"conv_stem", "bn1", "act1"});
    for (std::size_t i = 0; i < network_.stages.size(); ++i) {
      add_row(fmt::format("blocks.{}", i), network_.stages[i], {});
    }
    add_row("last", network_.last, {"conv_head", "bn2", "act2"});
    if (features_.empty()) {
      fail_usage(
          "the network '{}' halves its input {} times; a detector reads maps at stride 4 or more",
          network_.name, stride_ / 2);
    }
    return features_;
  }

 private:
  /// Blocks one behind the other; `first` names the layers of a convolution at its head, if not
  /// empty.
  void add_row(const std::string& prefix, const std::vector<BlockSpec>& row,
               const ConvNames& first) {
    int count = 0;
    for (BlockSpec block : row) {
      for (int i = 0; i < block.repeats; ++i, block.stride = 1, ++count) {
        require_cells(block);
        name_ = fmt::format("{}.{}", prefix, count);
        const bool has_names = count == 0 && !first.conv.empty() && block.kind == "cn";
        conv_names_ =
            has_names ? first : ConvNames{name_ + ".conv", name_ + ".bn1", name_ + ".act1"};
        add(block);
        stride_ *= block.stride;
      }
      note_tap(features_, last_, stride_);
    }
  }

  void require_cells(const BlockSpec& block) const {
    const graph::Shape& shape = builder_.shape(last_);
    if (block.stride == 1 || std::min(shape[1], shape[2]) > 1) return;
    const graph::Shape& input = builder_.shape(builder_.input());
    fail_usage(
        "the network '{}' halves a map of {} x {} cells in '{}'; take a larger input than {}x{}, "
        "or fewer blocks of stride 2",
        network_.name, shape[1], shape[2], to_string(block), input[2], input[1]);
  }

  int channels() const { return static_cast<int>(builder_.shape(last_)[0]); }
  int scaled(int channels) const {
    return width_ == 1.0 ? channels : round_channels(channels * width_);
  }
  ActivationKind activation(const BlockSpec& block) const {
    return block.activation.value_or(network_.activation);
  }

  void add(const BlockSpec& block) {
    const NodeId input = last_;
    if (block.kind == "mp") return pool(block);
    if (block.kind == "bb") return basic(block);
    if (block.kind == "cn") convolution(block);
    if (block.kind == "ds" || block.kind == "dsa") depthwise_separable(block);
    if (block.kind == "ir" || block.kind == "er") bottleneck(block);
    if (block.skip && builder_.shape(input) == builder_.shape(last_)) {
      last_ = builder_.add(name_ + ".add", graph::Add{}, {last_, input});
    }
  }

  void conv(const std::string& name, const graph::Conv2d& op) {
    last_ = builder_.add(name, op, last_);
  }
  void norm(const std::string& name) { last_ = builder_.add(name, network_.norm, last_); }
  void activate(const std::string& name, ActivationKind kind) {
    last_ = builder_.add(name, graph::Activation{kind}, last_);
  }

  void pool(const BlockSpec& block) {
    const graph::Pool2d op{
        .kernel = block.kernel, .stride = block.stride, .padding = (block.kernel - 1) / 2};
    last_ = builder_.add(name_ + ".pool", op, last_);
  }

  void convolution(const BlockSpec& block) {
    conv(conv_names_.conv, same_conv(scaled(block.channels), block.kernel, block.stride));
    norm(conv_names_.norm);
    activate(conv_names_.activation, activation(block));
  }

  void depthwise_separable(const BlockSpec& block) {
    const int inside = channels();
    conv(name_ + ".conv_dw", same_conv(inside, block.kernel, block.stride, inside));
    norm(name_ + ".bn1");
    activate(name_ + ".act1", activation(block));
    squeeze(block);
    conv(name_ + ".conv_pw", same_conv(scaled(block.channels), 1));
    norm(name_ + ".bn2");
    if (block.kind == "dsa") activate(name_ + ".act2", activation(block));
  }

  /// "ir": 1x1, depthwise, 1x1. "er": one convolution in the place of the first two.
  void bottleneck(const BlockSpec& block) {
    const bool fused = block.kind == "er";
    const int inside = round_channels(channels() * block.expansion);
    if (fused) {
      conv(name_ + ".conv_exp", same_conv(inside, block.kernel, block.stride));
    } else {
      conv(name_ + ".conv_pw", same_conv(inside, 1));
    }
    norm(name_ + ".bn1");
    activate(name_ + ".act1", activation(block));
    if (!fused) {
      conv(name_ + ".conv_dw", same_conv(inside, block.kernel, block.stride, inside));
      norm(name_ + ".bn2");
      activate(name_ + ".act2", activation(block));
    }
    squeeze(block);
    conv(name_ + ".conv_pwl", same_conv(scaled(block.channels), 1));
    norm(name_ + (fused ? ".bn2" : ".bn3"));
  }

  /// He et al., arXiv 1512.03385, figure 2 and option B of section 3.3.
  void basic(const BlockSpec& block) {
    const NodeId input = last_;
    const int outside = scaled(block.channels);
    conv(name_ + ".conv1", same_conv(outside, block.kernel, block.stride));
    norm(name_ + ".bn1");
    activate(name_ + ".act1", activation(block));
    conv(name_ + ".conv2", same_conv(outside, block.kernel));
    norm(name_ + ".bn2");
    NodeId skip = input;
    if (builder_.shape(input) != builder_.shape(last_)) {
      skip = conv_norm(builder_, name_ + ".downsample", input, same_conv(outside, 1, block.stride),
                       kNormOnly);
    }
    last_ = builder_.add(name_ + ".add", graph::Add{}, {last_, skip});
    activate(name_ + ".act2", activation(block));
  }

  /// Squeezed to a share of the channels inside, rounded to multiples of 8 (MobileNetV3), or of as many
  /// as they were before the expansion, to the nearest number (EfficientNet).
  void squeeze(const BlockSpec& block) {
    if (block.squeeze == 0.0) return;
    const bool inside = network_.squeezes_inside;
    const double squeezed = block.squeeze * channels() / (inside ? 1.0 : block.expansion);
    last_ = squeeze_excitation(
        builder_, name_ + ".se", last_,
        {.squeeze_channels = inside ? round_channels(squeezed)
                                    : std::max(1, static_cast<int>(std::nearbyint(squeezed))),
         .gate = network_.gate,
         .activation = inside ? ActivationKind::kRelu : activation(block),
         .reduce_name = "conv_reduce",
         .expand_name = "conv_expand"});
  }

  graph::Builder& builder_;
  const BlockNetwork& network_;
  double width_;
  NodeId last_;
  int stride_ = 1;
  std::string name_;  // of the block that is added
  ConvNames conv_names_;
  Features features_;
};

}  // namespace

Features build_blocks(graph::Builder& builder, const BlockNetwork& network, double width) {
  return BlockBuilder(builder, network, width).build();
}

}  // namespace efs::nn
