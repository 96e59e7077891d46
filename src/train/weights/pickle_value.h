// The values that the unpickler computes with. Internal to unpickler.cc.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "train/weights/unpickler.h"

namespace efs::train::pickle {

/// Values live in one arena and refer to each other by index, so that a pickle that ties a
/// container into itself makes no cycle of owners, and deep nesting no deep destruction.
using Ref = std::size_t;

struct None {};
struct Tuple {
  std::vector<Ref> items;
};
struct List {
  std::vector<Ref> items;
};
struct Dict {
  std::vector<std::pair<Ref, Ref>> items;
};
/// "module.name", one of the known ones.
struct Global {
  std::string name;
};
struct Storage {
  std::string key;
  ElementType type = ElementType::kFloat32;
  std::int64_t elements = 0;
};

using Value = std::variant<None, bool, std::int64_t, double, std::string, Tuple, List, Dict, Global,
                           Storage, PickledTensor>;

}  // namespace efs::train::pickle
