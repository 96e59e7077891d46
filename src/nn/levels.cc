#include "nn/levels.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "nn/blocks/units.h"
#include "nn/heads/heads.h"
#include "nn/necks/necks.h"

namespace efs::nn {

namespace {

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

Features maps_of_one_face(const NetworkOptions& options, const Features& features,
                          std::size_t chosen, std::size_t deeper) {
  if (deeper > 0 && chosen + 1 == features.size()) {
    std::vector<int> strides = strides_of(features);
    strides.pop_back();
    fail_usage(
        "neck '{}' needs a deeper map, and stride {} is the last of {}; tap one of {}, or "
        "take the neck 'none'",
        options.neck, features[chosen].stride, options.architecture, fmt::join(strides, ", "));
  }
  const auto first = features.begin() + static_cast<std::ptrdiff_t>(chosen);
  const std::size_t count = std::min(1 + deeper, features.size() - chosen);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

Features maps_of_several_faces(const NetworkOptions& options, const Features& features,
                               std::size_t chosen, std::size_t deeper) {
  Features maps;
  for (std::size_t i = 0; i <= chosen; ++i) {
    if (features[i].stride >= options.dense.finest) maps.push_back(features[i]);
  }
  if (maps.empty()) return {features[chosen]};
  const std::size_t most = static_cast<std::size_t>(options.dense.levels) + deeper;
  if (maps.size() > most) maps.resize(most);
  return maps;
}

}  // namespace

Features maps_to_read(const NetworkOptions& options, const Features& features) {
  const std::size_t chosen = chosen_tap(options, features);
  const auto deeper = static_cast<std::size_t>(neck(options.neck).deeper);
  return head(options.head).task == kFacesTask
             ? maps_of_several_faces(options, features, chosen, deeper)
             : maps_of_one_face(options, features, chosen, deeper);
}

Features head_levels(graph::Builder& builder, const Features& neck_maps,
                     const DenseOptions& options) {
  Features maps = neck_maps;
  while (maps.back().stride < options.coarsest()) {
    const int stride = 2 * maps.back().stride;
    const graph::NodeId made = unit(options.head_conv)
                                   .build(builder, fmt::format("neck.{}.unit", stride),
                                          maps.back().node, options.neck_width, 2);
    maps.push_back({made, stride});
  }
  std::erase_if(maps, [&](const Tap& map) {
    return map.stride < options.finest || map.stride > options.coarsest();
  });
  return maps;
}

}  // namespace efs::nn
