#include "report/figures/thinned.h"

#include <fmt/format.h>

#include <algorithm>

namespace efs::report {
namespace {

std::size_t without_gap(std::size_t most) { return most / 4; }

}  // namespace

std::vector<std::size_t> thinned_ranks(std::size_t count, std::size_t most) {
  std::vector<std::size_t> ranks;
  if (most < 2 || count <= most) {
    for (std::size_t i = 0; i < std::min(count, most); ++i) ranks.push_back(i);
    return ranks;
  }
  const std::size_t first = without_gap(most);
  for (std::size_t i = 0; i < first; ++i) ranks.push_back(i);
  const std::size_t left = most - first;  // at least 2, of which the last is the last rank
  for (std::size_t i = 0; i < left; ++i) {
    ranks.push_back(first + i * (count - 1 - first) / (left - 1));
  }
  return ranks;
}

std::string thinning_note(std::size_t drawn, std::size_t all) {
  if (drawn >= all) return "";
  return fmt::format(" {} of {} are drawn: the best {}, then evenly by rank.", drawn, all,
                     without_gap(drawn));
}

}  // namespace efs::report
