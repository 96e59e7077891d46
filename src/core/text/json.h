// nlohmann-json with numbers written so that they read back equal.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace efs {

/// Keeps the order in which keys were added, so that what we write is stable and readable.
using Json = nlohmann::ordered_json;

/// null for nothing.
template <typename T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace efs
