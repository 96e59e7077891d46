#include "data/dataset/split.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "core/rng.h"

namespace efs::data {

Division split_by_share(std::span<const std::size_t> groups, double share, std::uint64_t seed) {
  const std::size_t group_count =
      groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
  std::vector<std::size_t> sizes(group_count, 0);
  std::vector<std::size_t> order(group_count);
  for (const std::size_t group : groups) ++sizes[group];
  std::iota(order.begin(), order.end(), 0);
  Rng rng(derive_seed(seed, "split"));
  rng.shuffle(order);

  const auto target = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(share * static_cast<double>(groups.size()))));
  std::vector<bool> validates(group_count, false);
  std::size_t taken = 0;
  for (const std::size_t group : order) {
    if (taken + sizes[group] > target) continue;
    validates[group] = true;
    taken += sizes[group];
  }
  Division division;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    (validates[groups[i]] ? division.validation : division.train).push_back(i);
  }
  return division;
}

Division split_by_folds(std::span<const std::size_t> groups, std::span<const int> folds,
                        std::span<const int> validation_folds, std::span<const int> train_folds) {
  const auto validates = [&](std::size_t i) {
    return std::ranges::count(validation_folds, folds[i]) > 0;
  };
  std::unordered_set<std::size_t> validation_groups;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (validates(i)) validation_groups.insert(groups[i]);
  }
  Division division;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const bool trains = train_folds.empty() || std::ranges::count(train_folds, folds[i]) > 0;
    if (!validates(i) && !trains) continue;
    const bool in_group = validation_groups.contains(groups[i]);
    if (in_group && !validates(i)) ++division.moved;
    (in_group ? division.validation : division.train).push_back(i);
  }
  return division;
}

}  // namespace efs::data
