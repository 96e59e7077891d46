#include "nn/own/block_network.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/config/refusing.h"
#include "core/text/named_rows.h"

namespace efs::nn {
namespace {

constexpr std::size_t kMostStages = 16;
constexpr int kMostBlocks = 200;
const std::vector<std::string> kSqueezeOf = {"input", "inside"};
const std::vector<std::string> kGates = {"sigmoid", "hardsigmoid"};

/// A text, or a list of them.
std::vector<BlockSpec> read_blocks(Config& config, const std::string& key) {
  std::vector<BlockSpec> blocks;
  for (const std::string& text : config.texts(key, {})) {
    blocks.push_back(refusing_at(config, key, [&] { return parse_block(text); }));
  }
  return blocks;
}

void check_size(const Config& config, const BlockNetwork& network) {
  if (network.stages.empty()) {
    config.refuse("stages", "must be a list of blocks, as [ds_k3_s1_c16, ir_r2_k3_s2_e6_c24]");
  }
  if (network.stages.size() > kMostStages) {
    config.refuse("stages", fmt::format("must be at most {}", kMostStages));
  }
  int blocks = 0;
  for (const auto& stage : network.stages) {
    for (const BlockSpec& block : stage) blocks += block.repeats;
  }
  if (blocks > kMostBlocks) {
    config.refuse("stages", fmt::format("have {} blocks, and may have {}", blocks, kMostBlocks));
  }
}

/// A text, or a list of them.
std::string yaml_of(const std::vector<BlockSpec>& blocks) {
  std::vector<std::string> texts;
  for (const BlockSpec& block : blocks) texts.push_back(to_string(block));
  return texts.size() == 1 ? texts.front() : fmt::format("[{}]", fmt::join(texts, ", "));
}

}  // namespace

BlockNetwork read_block_network(Config config, const std::string& name) {
  BlockNetwork network;
  network.name = config.text("name", name);
  const auto activations = names_of(activation_names());
  const auto chosen = config.choice("activation", activations.front(), activations);
  network.activation = find_row(activation_names(), "activation", chosen).kind;
  network.stem = read_blocks(config, "stem");
  if (network.stem.empty()) config.refuse("stem", "is missing; give its blocks, as cn_k3_s2_c16");
  for (Config& stage : config.each_as("stages", "stages")) {
    network.stages.push_back(read_blocks(stage, "stages"));
  }
  network.last = read_blocks(config, "last");
  network.squeezes_inside =
      config.choice("se_of", kSqueezeOf.front(), kSqueezeOf) != kSqueezeOf.front();
  network.gate = config.choice("se_gate", kGates.front(), kGates) == kGates.front()
                     ? graph::ActivationKind::kSigmoid
                     : graph::ActivationKind::kHardsigmoid;
  network.norm.epsilon =
      config.real("norm_epsilon", network.norm.epsilon, {.low = 1e-8, .high = 1});
  network.norm.momentum =
      config.real("norm_momentum", network.norm.momentum, {.low = 1e-5, .high = 1});
  check_size(config, network);
  return network;
}

std::string to_yaml(const BlockNetwork& network) {
  const BlockNetwork plain;
  const auto& names = activation_names();
  const auto activation = std::ranges::find(names, network.activation, &ActivationName::kind);
  std::string text;
  if (!network.name.empty()) text += fmt::format("name: {}\n", network.name);
  text +=
      fmt::format("activation: {}\nstem: {}\nstages:\n", activation->name, yaml_of(network.stem));
  for (const auto& stage : network.stages) text += fmt::format("  - {}\n", yaml_of(stage));
  const auto add = [&](bool differs, const char* key, const auto& value) {
    if (differs) text += fmt::format("{}: {}\n", key, value);
  };
  add(!network.last.empty(), "last", yaml_of(network.last));
  add(network.squeezes_inside, "se_of", kSqueezeOf.back());
  add(network.gate != plain.gate, "se_gate", kGates.back());
  add(network.norm.epsilon != plain.norm.epsilon, "norm_epsilon", network.norm.epsilon);
  add(network.norm.momentum != plain.norm.momentum, "norm_momentum", network.norm.momentum);
  return text;
}

}  // namespace efs::nn
