// Whole numbers in JSON that somebody else wrote.
#pragma once

#include <cstdint>
#include <optional>

#include "core/text/json.h"

namespace efs {

/// The whole number that `json` is, from `least` to `most` (within +-2^53); nothing for anything
/// else. nlohmann-json's own conversion of 1e300 to an integer is undefined behaviour.
std::optional<std::int64_t> whole_number(const Json& json, std::int64_t least, std::int64_t most);

}  // namespace efs
