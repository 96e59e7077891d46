// The names of choices: those of a table's rows, or a list of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/spelling.h"

namespace efs {

/// The `name` of each row.
template <typename Rows>
std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

/// Where `name` stands in `names`. UsageError with unknown_name_message() where it does not.
inline std::size_t index_of_name(const std::vector<std::string>& names, std::string_view kind,
                                 std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw UsageError(unknown_name_message(kind, name, names));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace efs
