#include "search/rung.h"

#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <limits>
#include <map>
#include <set>

#include "search/front_rung.h"

namespace efs::search {
namespace {

/// One objective.
class SortedRung final : public Rung {
 public:
  void add(int trial, const Costs& costs) override {
    const Key key{costs.front(), trial};
    keys_[trial] = key;
    sorted_.insert(key);
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
    if (waiting_.empty() || sorted_.order_of_key(*waiting_.begin()) >= count) return std::nullopt;
    return waiting_.begin()->second;
  }

  std::size_t count_better(const Costs& costs) const override {
    return sorted_.order_of_key({costs.front(), std::numeric_limits<int>::min()});
  }

  std::size_t with_costs() const override { return sorted_.size(); }

  std::vector<int> best(std::size_t count) const override {
    std::vector<int> trials;
    for (auto key = sorted_.begin(); key != sorted_.end() && trials.size() < count; ++key) {
      trials.push_back(key->second);
    }
    return trials;
  }

 private:
  using Key = std::pair<double, int>;  // cost, trial
  /// Knows the place of a key: libstdc++'s own extension.
  using Sorted = __gnu_pbds::tree<Key, __gnu_pbds::null_type, std::less<>, __gnu_pbds::rb_tree_tag,
                                  __gnu_pbds::tree_order_statistics_node_update>;
  Sorted sorted_;
  std::set<Key> waiting_;
  std::map<int, Key> keys_;
};

}  // namespace

std::unique_ptr<Rung> make_rung(std::size_t objectives) {
  if (objectives == 1) return std::make_unique<SortedRung>();
  return make_front_rung();
}

}  // namespace efs::search
