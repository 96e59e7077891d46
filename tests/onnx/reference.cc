#include "onnx/reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace efs::onnx {

namespace {

using Values = std::vector<double>;

/// [C,H,W], [C,cells] or [D] with its values.
struct Map {
  graph::Shape shape;
  Values values;
  std::int64_t channels() const { return shape[0]; }
  std::int64_t height() const { return shape.size() > 1 ? shape[1] : 1; }
  std::int64_t width() const { return shape.size() > 2 ? shape[2] : 1; }
  std::int64_t area() const { return height() * width(); }
  bool inside(std::int64_t y, std::int64_t x) const {
    return y >= 0 && x >= 0 && y < height() && x < width();
  }
  double& at(std::int64_t c, std::int64_t y, std::int64_t x) {
    return values[static_cast<std::size_t>((c * height() + y) * width() + x)];
  }
  double at(std::int64_t c, std::int64_t y, std::int64_t x) const {
    return values[static_cast<std::size_t>((c * height() + y) * width() + x)];
  }
};

double ramp(double x) { return std::clamp(x / 6.0 + 0.5, 0.0, 1.0); }

double activate(graph::ActivationKind kind, double x) {
  switch (kind) {
    case graph::ActivationKind::kRelu:
      return std::max(x, 0.0);
    case graph::ActivationKind::kRelu6:
      return std::clamp(x, 0.0, 6.0);
    case graph::ActivationKind::kHardswish:
      return x * ramp(x);
    case graph::ActivationKind::kHardsigmoid:
      return ramp(x);
    case graph::ActivationKind::kSigmoid:
      return 1.0 / (1.0 + std::exp(-x));
    case graph::ActivationKind::kSilu:
      return x / (1.0 + std::exp(-x));
    case graph::ActivationKind::kGelu:
      return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

class Reference {
 public:
  Reference(const graph::Node& node, const graph::Weights& weights, std::vector<const Map*> inputs)
      : node_(node), weights_(weights), inputs_(std::move(inputs)) {
    out_.shape = node.shape;
    out_.values.resize(static_cast<std::size_t>(graph::element_count(node.shape)));
  }

  Map run() {
    std::visit(*this, node_.op);
    return out_;
  }

  void operator()(const graph::Input&) {}
  void operator()(const graph::Dropout&) { out_.values = in().values; }
  void operator()(const graph::StochasticDepth&) { out_.values = in().values; }
  void operator()(const graph::Flatten&) { out_.values = in().values; }

  void operator()(const graph::Conv2d& op) {
    const std::int64_t group_in = in().channels() / op.groups;
    const std::int64_t group_out = op.out_channels / op.groups;
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      double sum = op.bias ? weight(".bias", c) : 0.0;
      for (std::int64_t i = 0; i < group_in; ++i) {
        for (std::int64_t ky = 0; ky < op.kernel_h; ++ky) {
          for (std::int64_t kx = 0; kx < op.kernel_w; ++kx) {
            const std::int64_t iy = y * op.stride - op.padding + ky * op.dilation;
            const std::int64_t ix = x * op.stride - op.padding + kx * op.dilation;
            if (!in().inside(iy, ix)) continue;
            sum += in().at(c / group_out * group_in + i, iy, ix) *
                   weight(".weight", ((c * group_in + i) * op.kernel_h + ky) * op.kernel_w + kx);
          }
        }
      }
      return sum;
    });
  }

  void operator()(const graph::Linear& op) {
    each_output([&](std::int64_t c, std::int64_t, std::int64_t) {
      double sum = op.bias ? weight(".bias", c) : 0.0;
      for (std::int64_t i = 0; i < in().channels(); ++i) {
        sum += in().at(i, 0, 0) * weight(".weight", c * in().channels() + i);
      }
      return sum;
    });
  }

  void operator()(const graph::BatchNorm2d& op) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return (in().at(c, y, x) - weight(".running_mean", c)) /
                 std::sqrt(weight(".running_var", c) + op.epsilon) * weight(".weight", c) +
             weight(".bias", c);
    });
  }

  void operator()(const graph::LayerNorm2d& op) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      const auto channels = static_cast<double>(in().channels());
      double mean = 0.0;
      for (std::int64_t i = 0; i < in().channels(); ++i) mean += in().at(i, y, x) / channels;
      double variance = 0.0;
      for (std::int64_t i = 0; i < in().channels(); ++i) {
        variance += (in().at(i, y, x) - mean) * (in().at(i, y, x) - mean) / channels;
      }
      return (in().at(c, y, x) - mean) / std::sqrt(variance + op.epsilon) * weight(".weight", c) +
             weight(".bias", c);
    });
  }

  void operator()(const graph::ChannelScale&) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return in().at(c, y, x) * weight("", c);
    });
  }

  void operator()(const graph::Activation& op) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return activate(op.kind, in().at(c, y, x));
    });
  }

  void operator()(const graph::Pool2d& op) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      double largest = -std::numeric_limits<double>::infinity();
      double sum = 0.0;
      int inside = 0;
      for (std::int64_t iy = y * op.stride - op.padding, ky = 0; ky < op.kernel; ++ky, ++iy) {
        for (std::int64_t ix = x * op.stride - op.padding, kx = 0; kx < op.kernel; ++kx, ++ix) {
          if (!in().inside(iy, ix)) continue;
          largest = std::max(largest, in().at(c, iy, ix));
          sum += in().at(c, iy, ix);
          ++inside;
        }
      }
      return op.kind == graph::PoolKind::kMax ? largest : sum / inside;
    });
  }

  void operator()(const graph::GlobalAveragePool&) {
    each_output([&](std::int64_t c, std::int64_t, std::int64_t) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < in().area(); ++i) sum += in().at(c, 0, i);
      return sum / static_cast<double>(in().area());
    });
  }

  void operator()(const graph::SpatialSoftmax&) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < in().area(); ++i) {
        sum += std::exp(in().at(c, 0, i) - in().at(c, y, x));
      }
      return 1.0 / sum;
    });
  }

  void operator()(const graph::AddCoordinates&) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      const double cell = c == 0 || c == 2 ? static_cast<double>(x) : static_cast<double>(y);
      const std::int64_t extent = c == 0 || c == 2 ? in().width() : in().height();
      return in().at(c, y, x) + (cell + 0.5) / static_cast<double>(extent);
    });
  }

  void operator()(const graph::SpatialSum&) {
    each_output([&](std::int64_t c, std::int64_t, std::int64_t) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < in().area(); ++i) sum += in().at(c, 0, i);
      return sum;
    });
  }

  void operator()(const graph::Upsample2x&) {
    each_output(
        [&](std::int64_t c, std::int64_t y, std::int64_t x) { return in().at(c, y / 2, x / 2); });
  }

  void operator()(const graph::Add&) {
    for (const Map* input : inputs_) {
      for (std::size_t i = 0; i < out_.values.size(); ++i) out_.values[i] += input->values[i];
    }
  }

  void operator()(const graph::Multiply&) {
    const Map& factor = *inputs_[1];
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return in().at(c, y, x) *
             (factor.shape == in().shape ? factor.at(c, y, x) : factor.at(c, 0, 0));
    });
  }

  void operator()(const graph::Concat&) {
    out_.values.clear();
    for (const Map* input : inputs_) {
      out_.values.insert(out_.values.end(), input->values.begin(), input->values.end());
    }
  }

  void operator()(const graph::ConcatCells&) {
    out_.values.clear();
    for (std::int64_t c = 0; c < out_.channels(); ++c) {
      for (const Map* input : inputs_) {
        for (std::int64_t i = 0; i < input->area(); ++i) out_.values.push_back(input->at(c, 0, i));
      }
    }
  }

  void operator()(const graph::DecodeFaces& op) {
    std::int64_t cell = 0;
    for (const graph::CellGrid& level : op.levels) {
      for (int row = 0; row < level.height; ++row) {
        for (int column = 0; column < level.width; ++column, ++cell) {
          const auto value = [&](std::int64_t i) { return inputs_[1]->at(i, cell, 0); };
          const double x = (column + value(0)) * level.stride;
          const double y = (row + value(1)) * level.stride;
          const double width = std::exp(value(2)) * level.stride;
          const double height = std::exp(value(3)) * level.stride;
          out_.at(cell, 0, 0) = (x - width / 2) / op.input_width;
          out_.at(cell, 1, 0) = (y - height / 2) / op.input_height;
          out_.at(cell, 2, 0) = (x + width / 2) / op.input_width;
          out_.at(cell, 3, 0) = (y + height / 2) / op.input_height;
          out_.at(cell, 4, 0) =
              activate(graph::ActivationKind::kSigmoid, inputs_[0]->at(0, cell, 0));
        }
      }
    }
  }

  void operator()(const graph::SliceChannels& op) {
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return in().at(op.begin + c, y, x);
    });
  }

  void operator()(const graph::ChannelShuffle& op) {
    const std::int64_t per_group = in().channels() / op.groups;
    each_output([&](std::int64_t c, std::int64_t y, std::int64_t x) {
      return in().at(c % op.groups * per_group + c / op.groups, y, x);
    });
  }

 private:
  const Map& in() const { return *inputs_[0]; }

  double weight(const char* suffix, std::int64_t i) const {
    return weights_.at(node_.prefix() + suffix).values[static_cast<std::size_t>(i)];
  }

  template <typename Function>
  void each_output(Function function) {
    for (std::int64_t c = 0; c < out_.channels(); ++c) {
      for (std::int64_t y = 0; y < out_.height(); ++y) {
        for (std::int64_t x = 0; x < out_.width(); ++x) out_.at(c, y, x) = function(c, y, x);
      }
    }
  }

  const graph::Node& node_;
  const graph::Weights& weights_;
  std::vector<const Map*> inputs_;
  Map out_;
};

}  // namespace

std::vector<float> run_reference(const graph::Graph& graph, const graph::Weights& weights,
                                 const std::vector<float>& input) {
  std::vector<Map> results;
  for (const graph::Node& node : graph.nodes()) {
    if (results.empty()) {
      results.push_back({node.shape, {input.begin(), input.end()}});
      continue;
    }
    std::vector<const Map*> inputs;
    for (graph::NodeId id : node.inputs) inputs.push_back(&results[static_cast<std::size_t>(id)]);
    results.push_back(Reference(node, weights, inputs).run());
  }
  const Values& output = results[static_cast<std::size_t>(graph.output_id())].values;
  return {output.begin(), output.end()};
}

}  // namespace efs::onnx
