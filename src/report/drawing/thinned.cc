#include "report/drawing/thinned.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace efs::report {
namespace {

std::size_t without_gap(std::size_t most) { return most / 4; }

}  // namespace

std::vector<std::size_t> thinned_ranks(std::size_t count, std::size_t most) {
  std::vector<std::size_t> ranks(std::min(count, most));
  std::iota(ranks.begin(), ranks.end(), std::size_t{0});
  if (most < 2 || count <= most) return ranks;
  const std::size_t first = without_gap(most);
  const std::size_t left = most - first;  // at least 2, of which the last is the last rank
  for (std::size_t i = 0; i < left; ++i) {
    ranks[first + i] = first + i * (count - 1 - first) / (left - 1);
  }
  return ranks;
}

std::string thinning_note(std::size_t drawn, std::size_t all) {
  if (drawn >= all) return "";
  return fmt::format(" {} of {} are drawn: the best {}, then evenly by rank.", drawn, all,
                     without_gap(drawn));
}

}  // namespace efs::report
