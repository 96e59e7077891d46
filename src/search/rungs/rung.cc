#include "search/rungs/rung.h"

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <unordered_map>

#include "search/rungs/front_rung.h"

namespace efs::search {
namespace {

/// One objective. A sorted array: moving 100,000 keys costs less than a tree's cache misses.
class SortedRung final : public Rung {
 public:
  void add(int trial, const Costs& costs) override {
    const Key key{costs.front(), trial};
    keys_[trial] = key;
    sorted_.push_back(key);
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
    for (const Key& key : std::span(sorted()).first(std::min(count, sorted_.size()))) {
      trials.push_back(key.second);
    }
    return trials;
  }

 private:
  using Key = std::pair<double, int>;  // cost, trial

  /// Those that came since the last question go to their places; many all at once.
  const std::vector<Key>& sorted() const {
    constexpr std::size_t kFew = 16;
    auto fresh = sorted_.begin() + static_cast<std::ptrdiff_t>(in_place_);
    if (sorted_.size() - in_place_ > kFew) {
      std::sort(fresh, sorted_.end());
      std::inplace_merge(sorted_.begin(), fresh, sorted_.end());
    } else {
      for (; fresh != sorted_.end(); ++fresh) {
        const Key key = *fresh;
        const auto place = std::lower_bound(sorted_.begin(), fresh, key);
        std::move_backward(place, fresh, fresh + 1);
        *place = key;
      }
    }
    in_place_ = sorted_.size();
    return sorted_;
  }

  std::size_t place_of(const Key& key) const {
    const auto& keys = sorted();
    return static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin());
  }

  mutable std::vector<Key> sorted_;  // but for those from in_place_ on
  mutable std::size_t in_place_ = 0;
  std::set<Key> waiting_;
  std::unordered_map<int, Key> keys_;
};

}  // namespace

std::unique_ptr<Rung> make_rung(std::size_t objectives) {
  if (objectives == 1) return std::make_unique<SortedRung>();
  return make_front_rung();
}

}  // namespace efs::search
