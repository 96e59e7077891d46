#include "nn/network.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "nn/catalogue.h"
#include "nn/heads/heads.h"
#include "nn/necks/necks.h"

namespace efs::nn {

namespace {

using graph::Builder;
using graph::NodeId;

std::vector<int> strides_of(const Features& features) {
  std::vector<int> strides;
  for (const Tap& tap : features) strides.push_back(tap.stride);
  return strides;
}

/// Index of the tap that the options name.
std::size_t chosen_tap(const NetworkOptions& options, const Features& features) {
  if (options.tap == 0) return features.size() - 1;
  const auto found = std::find_if(features.begin(), features.end(),
                                  [&](const Tap& tap) { return tap.stride == options.tap; });
  if (found == features.end()) {
    fail_usage("{} has no tap at stride {}; it has {} (0: the whole backbone)",
               options.architecture, options.tap, fmt::join(strides_of(features), ", "));
  }
  return static_cast<std::size_t>(found - features.begin());
}

/// The map behind the chosen one, for a neck that reads both.
NodeId deeper_map(const Builder& builder, const NetworkOptions& options, const Features& features,
                  std::size_t chosen) {
  if (chosen + 1 == features.size()) {
    std::vector<int> strides = strides_of(features);
    strides.pop_back();
    fail_usage(
        "neck '{}' needs a deeper map, and stride {} is the last of {}; tap one of {}, or "
        "take the neck 'none'",
        options.neck, features[chosen].stride, options.architecture, fmt::join(strides, ", "));
  }
  const graph::Shape& map = builder.shape(features[chosen].node);
  const graph::Shape& deeper = builder.shape(features[chosen + 1].node);
  if (map[1] != 2 * deeper[1] || map[2] != 2 * deeper[2]) {
    fail_usage(
        "neck '{}' needs a deeper map of half the extent; at input {}, {} has {} at stride "
        "{} and {} behind it; take another input or tap, or the neck 'none'",
        options.neck, to_string(options.input), options.architecture, graph::to_string(map),
        features[chosen].stride, graph::to_string(deeper));
  }
  return features[chosen + 1].node;
}

}  // namespace

void check_width(std::string_view name, double width) {
  const Architecture& row = architecture(name);
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
  return fmt::format("{}", fmt::join(parts, ", "));
}

graph::Graph build_network(const NetworkOptions& options) {
  const Architecture& row = architecture(options.architecture);
  const Neck& neck_row = neck(options.neck);
  const Head& head_row = head(options.head);
  check_width(options.architecture, options.width);
  if (std::min(options.input.width, options.input.height) < row.min_input) {
    fail_usage("input {} is too small for {}: its smallest side is {} pixels",
               to_string(options.input), row.name, row.min_input);
  }
  Builder builder(3, options.input.height, options.input.width);
  const Features features = row.build(builder, options.width);
  const std::size_t chosen = chosen_tap(options, features);
  const NodeId map = features[chosen].node;
  const NodeId deeper =
      neck_row.reads_deeper ? deeper_map(builder, options, features, chosen) : map;
  return builder.finish(head_row.build(builder, neck_row.build(builder, map, deeper)));
}

}  // namespace efs::nn
