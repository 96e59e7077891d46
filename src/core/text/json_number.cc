#include "core/text/json_number.h"

#include <cmath>

namespace efs {

std::optional<std::int64_t> whole_number(const Json& json, std::int64_t least, std::int64_t most) {
  if (!json.is_number()) return std::nullopt;
  const double value = json.get<double>();
  const bool inside = value >= static_cast<double>(least) && value <= static_cast<double>(most);
  if (!inside || value != std::floor(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace efs
