// The values that make_goldens.py fills networks with, and the reader of what it wrote. Nothing
// here needs libtorch.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/files/files.h"
#include "core/text/json.h"
#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::nn::testing {

/// The elements of a tensor as numbers in [0, 1): FNV-1a of its name seeds SplitMix64, top 24 bits.
class Uniform {
 public:
  explicit Uniform(const std::string& name) {
    for (unsigned char byte : name) state_ = (state_ ^ byte) * 0x100000001b3ULL;
  }
  double next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    return static_cast<double>(z >> 40) / (1 << 24);
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

inline bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// formula() of make_goldens.py.
inline graph::Tensor formula(const std::string& name, const graph::Shape& shape) {
  double low = 0.5;  // norm weights, running_var, layer_scale
  double high = 1.5;
  if (name == "input") {
    low = -2.0;
    high = 2.0;
  } else if (ends_with(name, ".bias") || ends_with(name, ".running_mean")) {
    low = -0.1;
    high = 0.1;
  } else if (shape.size() == 2 || shape.size() == 4) {
    const auto fan_in = static_cast<double>(graph::element_count(shape) / shape[0]);
    high = std::sqrt(6.0 / fan_in);
    low = -high;
  }
  Uniform uniform(name);
  graph::Tensor tensor{shape, {}};
  tensor.values.resize(static_cast<std::size_t>(graph::element_count(shape)));
  for (float& value : tensor.values) {
    value = static_cast<float>(low + (high - low) * uniform.next());
  }
  return tensor;
}

inline graph::Weights formula_weights(const graph::Graph& graph) {
  graph::Weights weights;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    weights.emplace(parameter.name, formula(parameter.name, parameter.shape));
  }
  return weights;
}

/// [1,3,size,size], row-major.
inline std::vector<float> formula_input(int size) {
  return formula("input", {3, size, size}).values;
}

/// One tensor of torchvision's state dict, and how its fresh values are distributed.
struct GoldenTensor {
  std::string name;
  graph::Shape shape;
  double fresh_mean = 0.0;
  double fresh_deviation = 0.0;
  double fresh_abs_max = 0.0;
};

/// The feature map [C,h,w] of formula_input with formula_weights, computed in double.
struct GoldenFeatures {
  graph::Shape shape;
  double mean = 0.0;
  double abs_mean = 0.0;
  double abs_max = 0.0;
  std::vector<double> samples;  // value k is element k * count / samples.size()
};

/// What torchvision 0.14 says about one backbone (without its classifier).
struct Golden {
  std::int64_t weight_count = 0;
  std::vector<double> stochastic_depth;  // probabilities above 0, first block first
  double batch_norm_epsilon = 0.0;       // 0: no batch norm
  double batch_norm_momentum = 0.0;
  double layer_norm_epsilon = 0.0;  // 0: no layer norm
  std::vector<GoldenTensor> state;
  std::map<int, std::int64_t> macs;        // by input size
  std::map<int, GoldenFeatures> features;  // by input size
};

inline Golden load_golden(const std::string& architecture) {
  const std::string path = EFS_SOURCE_DIR "/tests/nn/goldens/" + architecture + ".json";
  const Json json = Json::parse(read_file(path));
  Golden golden;
  golden.weight_count = json.at("parameters");
  golden.stochastic_depth = json.at("stochastic_depth").get<std::vector<double>>();
  if (json.contains("batch_norm")) {
    golden.batch_norm_epsilon = json.at("batch_norm").at("epsilon");
    golden.batch_norm_momentum = json.at("batch_norm").at("momentum");
  }
  if (json.contains("layer_norm")) {
    golden.layer_norm_epsilon = json.at("layer_norm").at("epsilon");
  }
  for (const Json& row : json.at("state")) {
    const Json& fresh = row.at(2);
    golden.state.push_back(
        {row.at(0), row.at(1).get<graph::Shape>(), fresh.at(0), fresh.at(1), fresh.at(2)});
  }
  for (const auto& [size, macs] : json.at("macs").items()) golden.macs[std::stoi(size)] = macs;
  for (const auto& [size, row] : json.at("features").items()) {
    golden.features[std::stoi(size)] = {row.at("shape").get<graph::Shape>(), row.at("mean"),
                                        row.at("abs_mean"), row.at("abs_max"),
                                        row.at("samples").get<std::vector<double>>()};
  }
  return golden;
}

}  // namespace efs::nn::testing
