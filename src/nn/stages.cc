#include "nn/stages.h"

#include <fmt/format.h>

#include <map>

#include "graph/cost.h"
#include "graph/latency_features.h"
#include "graph/strides.h"

namespace efs::nn {
namespace {

// Behind all strides, in this order.
constexpr int kNeck = graph::kFarTooCoarse + 1;
constexpr int kHead = kNeck + 1;

std::string name_of(int part) {
  if (part == kNeck) return "neck";
  return part == kHead ? "head" : fmt::format("stride {}", part);
}

/// The part of each node. What has no stride, as a gate, is of the part that stood before it.
std::vector<int> parts_of(const graph::Graph& detector) {
  std::vector<int> parts = graph::strides_of(detector.nodes());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& name = detector.nodes()[i].name;
    if (parts[i] == 0) parts[i] = i == 0 ? 1 : parts[i - 1];
    if (name.starts_with("neck.")) parts[i] = kNeck;
    if (name.starts_with("head.")) parts[i] = kHead;
  }
  return parts;
}

}  // namespace

std::vector<StagePart> stages_of(const graph::Graph& detector) {
  const auto parts = parts_of(detector);
  const auto strides = graph::strides_of(detector.nodes());
  const auto costs = graph::cost_by_node(detector);
  const auto features = graph::latency_features_by_node(detector);
  std::map<int, StagePart> stages;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const graph::Node& node = detector.nodes()[i];
    StagePart& stage = stages[parts[i]];
    stage.name = name_of(parts[i]);
    stage.macs += costs[i].macs;
    stage.features.resize(features[i].size());
    for (std::size_t f = 0; f < features[i].size(); ++f) stage.features[f] += features[i][f];
    if (strides[i] == 0) continue;
    stage.depth += graph::is<graph::Conv2d>(node.op) ? 1 : 0;
    if (parts[i] < kNeck) stage.width = static_cast<int>(node.shape[0]);
  }
  std::vector<StagePart> result;
  for (auto& [part, stage] : stages) result.push_back(std::move(stage));
  return result;
}

}  // namespace efs::nn
