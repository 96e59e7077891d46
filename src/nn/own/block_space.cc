#include "nn/own/block_space.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"

namespace efs::nn {
namespace {

struct DesignBlock {
  std::string name;
  char letter;
  std::string kind;  // of block_kinds()
  bool expands;
};

const std::vector<DesignBlock>& design_blocks() {
  static const std::vector<DesignBlock> table = {
      {"ordinary", 'o', "cn", false},
      {"depthwise", 'd', "ds", false},
      {"inverted", 'i', "ir", true},
      {"fused", 'f', "er", true},
  };
  return table;
}

const DesignBlock& design_block(std::string_view name) {
  return find_row(design_blocks(), "block", name);
}

constexpr int kUsualKernel = 3;

std::string name_of(const StageDesign& stage) {
  const DesignBlock& row = design_block(stage.block);
  std::string name = fmt::format("-{}{}x{}", row.letter, stage.depth, stage.width);
  if (stage.kernel != kUsualKernel) name += fmt::format("k{}", stage.kernel);
  if (row.expands) name += fmt::format("e{}", stage.expansion);
  return name;
}

/// Takes letters and the number behind them from the left of `text`; nothing where they do not stand
/// there.
std::optional<int> take_number(std::string_view& text, std::string_view letters) {
  if (!text.starts_with(letters)) return std::nullopt;
  const std::string_view rest = text.substr(letters.size());
  const std::size_t length = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto value = parse_number<int>(rest.substr(0, length));
  if (value) text = rest.substr(length);
  return value;
}

std::optional<StageDesign> parse_stage(std::string_view text) {
  const auto row =
      std::ranges::find(design_blocks(), text.empty() ? '\0' : text.front(), &DesignBlock::letter);
  if (row == design_blocks().end()) return std::nullopt;
  const auto depth = take_number(text, std::string_view(&row->letter, 1));
  const auto width = take_number(text, "x");
  if (!depth || !width) return std::nullopt;
  StageDesign stage{.block = row->name, .depth = *depth, .width = *width};
  stage.kernel = take_number(text, "k").value_or(kUsualKernel);
  if (row->expands) {
    const auto expansion = take_number(text, "e");
    if (!expansion) return std::nullopt;
    stage.expansion = *expansion;
  }
  return text.empty() ? std::optional(stage) : std::nullopt;
}

std::optional<BlockDesign> design_in(std::string_view name) {
  const std::vector<std::string> parts = split(name, '-');
  if (parts.size() < 1 + kFewestStages || parts.size() > 1 + kMostDesignStages) return std::nullopt;
  std::string_view stem = parts.front();
  const auto width = take_number(stem, "b");
  if (!width || !stem.empty()) return std::nullopt;
  BlockDesign design{.stem_width = *width, .stages = static_cast<int>(parts.size()) - 1};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto stage = parse_stage(parts[i]);
    if (!stage) return std::nullopt;
    design.stage[i - 1] = *stage;
  }
  return design;
}

BlockSpec block_of(const StageDesign& stage) {
  const DesignBlock& row = design_block(stage.block);
  std::string text =
      fmt::format("{}_r{}_k{}_s2_c{}", row.kind, stage.depth, stage.kernel, stage.width);
  if (row.expands) text += fmt::format("_e{}", stage.expansion);
  BlockSpec block = parse_block(text);
  block.skip = true;
  return block;
}

int channels_of(const BlockNetwork& network) {
  int channels = 3;
  const auto note = [&](const std::vector<BlockSpec>& blocks) {
    for (const BlockSpec& block : blocks) {
      if (block.channels > 0) channels = block.channels;
    }
  };
  note(network.stem);
  for (const auto& stage : network.stages) note(stage);
  note(network.last);
  return channels;
}

}  // namespace

std::vector<std::string> design_block_names() { return names_of(design_blocks()); }

std::vector<std::string> expanding_block_names() {
  std::vector<std::string> names;
  for (const DesignBlock& row : design_blocks()) {
    if (row.expands) names.push_back(row.name);
  }
  return names;
}

std::string name_of(const BlockDesign& design) {
  if (design.stages < kFewestStages || design.stages > kMostDesignStages) {
    fail_usage("a network of blocks has {} to {} stages, not {}", kFewestStages, kMostDesignStages,
               design.stages);
  }
  std::string name = fmt::format("b{}", design.stem_width);
  for (int i = 0; i < design.stages; ++i) {
    name += name_of(design.stage.at(static_cast<std::size_t>(i)));
  }
  return name;
}

bool is_design_name(std::string_view name) { return design_in(name).has_value(); }

BlockDesign parse_design(std::string_view name) {
  const auto design = design_in(name);
  if (!design) {
    fail_usage("'{}' names no network of blocks; such a name is b16-i2x24e4-d3x40k5-o1x64",
               printable(name));
  }
  network_of(*design);  // which checks the numbers
  return *design;
}

BlockNetwork network_of(const BlockDesign& design) {
  BlockNetwork network;
  network.name = name_of(design);
  network.stem = {parse_block(fmt::format("cn_k3_s2_c{}", design.stem_width))};
  for (int i = 0; i < design.stages; ++i) {
    network.stages.push_back({block_of(design.stage.at(static_cast<std::size_t>(i)))});
  }
  return network;
}

Architecture architecture_of(std::shared_ptr<const BlockNetwork> network) {
  Architecture row{.name = network->name,
                   .family = kBlocks,
                   .feature_dim = channels_of(*network),
                   .min_input = 1,
                   .widths = kContinuousWidths};
  row.build = [network = std::move(network)](graph::Builder& builder, double width) {
    return build_blocks(builder, *network, width);
  };
  return row;
}

}  // namespace efs::nn
