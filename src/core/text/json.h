// nlohmann-json with numbers written so that they read back equal.
#pragma once

#include <nlohmann/json.hpp>

namespace efs {

/// Keeps the order in which keys were added, so that what we write is stable and readable.
using Json = nlohmann::ordered_json;

}  // namespace efs
