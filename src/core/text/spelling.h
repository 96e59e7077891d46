// "Did you mean": the nearest of the names that exist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace efs {

/// Number of insertions, deletions, substitutions and swaps of neighbours.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name`, or nothing if none is near (a third of its length).
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates);

/// "unknown KIND 'NAME'; did you mean 'X'?" or, with nothing near, the list of what exists.
std::string unknown_name_message(std::string_view kind, std::string_view name,
                                 const std::vector<std::string>& candidates);

/// The row of this name in a table. UsageError with unknown_name_message() where there is none.
template <typename Rows>
const auto& find_row(const Rows& rows, std::string_view kind, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if (row.name == name) return row;
    names.emplace_back(row.name);
  }
  throw UsageError(unknown_name_message(kind, name, names));
}

}  // namespace efs
