// int8 in QDQ form: which tensors are rounded, and how finely.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/fold.h"
#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/exporter.h"

namespace efs::onnx {

using graph::FoldPlan;
using graph::index;

/// How a tensor is rounded: value = step * (integer - zero_point), integers from 0 to 255. Weights
/// are int8 and activations uint8, the pair that ONNX Runtime joins to integer operators on every
/// processor.
struct Rounding {
  float step = 0.0F;  // 0: the tensor stays float32
  std::uint8_t zero_point = 0;

  explicit operator bool() const { return step > 0.0F; }
};

/// How each node's tensor is rounded: over the values that can occur and have an effect. The zero
/// point is 0 where no value can be negative (behind a ReLU), which lets ONNX Runtime join the ReLU
/// to the layer in front of it, small behind a HardSwish, and else 128. What only a HardSwish or
/// HardSigmoid reads is rounded over the part where these are not constant.
/// A tensor is rounded if a convolution or a linear layer depends on it, unless only a ReLU reads
/// it. Tensors behind the last such layer stay float32: a box in 256 steps would not be exact to a
/// pixel. Layers that only move values round as their input. Error: `ranges` is not of this graph,
/// or holds a number that is negative or not finite.
std::vector<Rounding> plan_quantisation(const graph::Graph& graph, const FoldPlan& fold,
                                        const ActivationRanges& ranges);

struct QuantisedWeight {
  std::vector<std::int8_t> values;  // in the weight's order; -127 to 127, the zero point is 0
  std::vector<float> steps;         // by output channel, the first dimension
  std::vector<std::int32_t> bias;   // by output channel, in steps of input_step * steps[c]
};

/// `weight` [out, ...], `bias` [out] or empty.
QuantisedWeight quantise_weight(const graph::Tensor& weight, const std::vector<float>& bias,
                                float input_step);

}  // namespace efs::onnx
