// Tables whose rows have a `name`: the names, and the row or place of one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs {

/// The `name` of each row.
template <typename Rows>
std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

/// The row of this name in a table. UsageError with unknown_name_message() where there is none.
template <typename Rows>
const auto& find_row(const Rows& rows, std::string_view kind, std::string_view name) {
  for (const auto& row : rows) {
    if (row.name == name) return row;
  }
  throw UsageError(unknown_name_message(kind, name, names_of(rows)));
}

/// Where `name` stands in `names`. UsageError with unknown_name_message() where it does not.
inline std::size_t index_of_name(const std::vector<std::string>& names, std::string_view kind,
                                 std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw UsageError(unknown_name_message(kind, name, names));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace efs
