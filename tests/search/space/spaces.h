// Small spaces of every sort.
#pragma once

#include <string>

#include "search/space/space.h"

namespace efs::search {

struct NamedSpace {
  std::string name;
  Space space;
};

/// 36 points.
inline NamedSpace finite_space() {
  Space space = grid_space({"a", "b", "c"}, {0.1, 0.01, 0.001});
  space.parameters.push_back(
      {.name = "width", .range = Range{.low = 0.5, .high = 2.0, .step = 0.5}});
  return {"Finite", space};
}

/// Of 3 architectures one has a neck, and of the necks one has a depth: 4 * (2 + 1 + 3) points.
inline NamedSpace conditional_finite_space() {
  Space space = grid_space({"a", "b", "c"}, {0.1, 0.03, 0.01, 0.003});
  space.parameters.push_back({.name = "neck",
                              .values = {std::string("thin"), std::string("wide")},
                              .only_if = {only_for({"b"})}});
  space.parameters.push_back({.name = "depth",
                              .range = Range{.low = 1, .high = 3, .integer = true},
                              .only_if = {{"neck", {std::string("wide")}}}});
  return {"ConditionalFinite", space};
}

inline NamedSpace infinite_space() {
  return {"Infinite",
          {{{.name = "architecture", .values = {std::string("a"), std::string("b")}},
            {.name = "input", .range = Range{.low = 32, .high = 128, .step = 32, .integer = true}},
            {.name = "momentum", .range = Range{.low = 0.5, .high = 1.0}},
            {.name = "learning_rate",
             .range = Range{.low = 1e-5, .high = 1e-1, .logarithmic = true},
             .shapes_network = false}}}};
}

/// What has no end is for one of two optimizers only, or follows from that.
inline NamedSpace conditional_infinite_space() {
  return {"ConditionalInfinite",
          {{{.name = "architecture", .values = {std::string("a"), std::string("b")}},
            {.name = "optimizer", .values = {std::string("adam"), std::string("sgd")}},
            {.name = "momentum",
             .range = Range{.low = 0.5, .high = 1.0},
             .only_if = {{"optimizer", {std::string("sgd")}}}},
            {.name = "decay",
             .range = Range{.low = 1e-6, .high = 1e-2, .logarithmic = true},
             .only_if = {only_for({"a"}), {"optimizer", {std::string("sgd")}}}}}}};
}

}  // namespace efs::search
