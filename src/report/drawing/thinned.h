// Which trials a figure draws when there are too many.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace efs::report {

/// At most `most` of `count` ranks, ascending: the first quarter of them without a gap, so that no
/// good trial is missing, the others evenly spaced down to the last.
std::vector<std::size_t> thinned_ranks(std::size_t count, std::size_t most);

/// The items at thinned_ranks().
template <typename T>
std::vector<T> thinned(std::vector<T> items, std::size_t most) {
  if (items.size() <= most) return items;
  std::vector<T> kept;
  for (const std::size_t rank : thinned_ranks(items.size(), most)) {
    kept.push_back(std::move(items[rank]));
  }
  return kept;
}

/// " 200 of 1000 are drawn: the best 50, then evenly by rank."; empty if all are.
std::string thinning_note(std::size_t drawn, std::size_t all);

}  // namespace efs::report
