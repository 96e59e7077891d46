#include "nn/network.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "nn/halving.h"
#include "nn/heads/heads.h"
#include "nn/levels.h"
#include "nn/necks/necks.h"

namespace efs::nn {

namespace {

/// Of a neck in front of a head for one face.
constexpr int kNeckWidth = 128;

void add_dense_variant(std::vector<std::string>& parts, const DenseOptions& options) {
  const DenseOptions plain;
  const auto add = [&](const char* what, const auto& value, const auto& usual) {
    if (value != usual) parts.push_back(fmt::format("{} {}", what, value));
  };
  add("finest", options.finest, plain.finest);
  add("levels", options.levels, plain.levels);
  add("neck width", options.neck_width, plain.neck_width);
  add("head width", options.head_width, plain.head_width);
  add("head units", options.head_units, plain.head_units);
  add("head conv", options.head_conv, plain.head_conv);
  if (options.head_shared) parts.emplace_back("head shared");
}

}  // namespace

Architecture backbone_of(const NetworkOptions& options) {
  if (options.own) return *options.own;
  const std::string& name = options.architecture;
  if (name != kBlocks && !is_design_name(name)) return architecture(name);
  const BlockDesign design = name == kBlocks ? options.blocks : parse_design(name);
  return architecture_of(std::make_shared<const BlockNetwork>(network_of(design)));
}

void check_width(const Architecture& row, double width) {
  if (row.widths.contain(width)) return;
  std::vector<std::string> others;
  for (const Architecture& other : architectures()) {
    if (other.widths.contain(width)) others.push_back(other.name);
  }
  fail_usage("{} does not take width {}, only {}{}{}", row.name, width, row.widths.to_string(),
             others.empty() ? "" : "; these do: ", fmt::join(others, ", "));
}

std::string variant_text(const NetworkOptions& options) {
  std::vector<std::string> parts;
  if (options.tap != 0) parts.push_back(fmt::format("tap {}", options.tap));
  if (options.width != 1.0) parts.push_back(fmt::format("width {}", options.width));
  if (options.neck != "none") parts.push_back(fmt::format("neck {}", options.neck));
  if (head(options.head).task == kFacesTask) add_dense_variant(parts, options.dense);
  return fmt::format("{}", fmt::join(parts, ", "));
}

graph::Graph build_network(const NetworkOptions& options) {
  const Architecture row = backbone_of(options);
  const Neck& neck_row = neck(options.neck);
  const Head& head_row = head(options.head);
  const DenseOptions& dense = options.dense;
  const bool several = head_row.task == kFacesTask;
  check_width(row, options.width);
  if (several) check_dense(dense);
  if (std::min(options.input.width, options.input.height) < row.min_input) {
    fail_usage("input {} is too small for {}: its smallest side is {} pixels",
               to_string(options.input), row.name, row.min_input);
  }
  graph::Builder builder(3, options.input.height, options.input.width);
  Features maps = maps_to_read(options, row.build(builder, options.width));
  if (neck_row.deeper > 0) require_halving(options, builder, maps);
  maps = neck_row.build(
      builder, maps,
      {.width = several ? dense.neck_width : kNeckWidth, .levels = several ? dense.levels : 1});
  if (several) maps = head_levels(builder, maps, dense);
  return builder.finish(head_row.build(builder, maps, dense));
}

}  // namespace efs::nn
