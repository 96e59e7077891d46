#include "search/rung.h"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

#include "search/front_rung.h"

namespace efs::search {
namespace {

/// One objective. A sorted array: moving 100,000 keys costs less than a tree's cache misses.
class SortedRung final : public Rung {
 public:
  void add(int trial, const Costs& costs) override {
    const Key key{costs.front(), trial};
    keys_[trial] = key;
    sorted_.insert(std::lower_bound(sorted_.begin(), sorted_.end(), key), key);
  }

  void set_waiting(int trial, bool waiting) override {
    const auto found = keys_.find(trial);
    if (found == keys_.end()) return;
    if (waiting) {
      waiting_.insert(found->second);
    } else {
      waiting_.erase(found->second);
    }
  }

  std::optional<int> best_waiting(std::size_t count) const override {
    if (waiting_.empty() || place_of(*waiting_.begin()) >= count) return std::nullopt;
    return waiting_.begin()->second;
  }

  std::size_t count_better(const Costs& costs) const override {
    return place_of({costs.front(), std::numeric_limits<int>::min()});
  }

  std::size_t with_costs() const override { return sorted_.size(); }

  std::vector<int> best(std::size_t count) const override {
    std::vector<int> trials;
    for (std::size_t i = 0; i < std::min(count, sorted_.size()); ++i) {
      trials.push_back(sorted_[i].second);
    }
    return trials;
  }

 private:
  using Key = std::pair<double, int>;  // cost, trial

  std::size_t place_of(const Key& key) const {
    return static_cast<std::size_t>(std::lower_bound(sorted_.begin(), sorted_.end(), key) -
                                    sorted_.begin());
  }

  std::vector<Key> sorted_;
  std::set<Key> waiting_;
  std::unordered_map<int, Key> keys_;
};

}  // namespace

std::unique_ptr<Rung> make_rung(std::size_t objectives) {
  if (objectives == 1) return std::make_unique<SortedRung>();
  return make_front_rung();
}

}  // namespace efs::search
