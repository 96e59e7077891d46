#include "search/rungs/front_rung.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace efs::search {
namespace {

double squared_distance(const Costs& a, const Costs& b, const Costs& extent) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = extent[i] > 0.0 ? (a[i] - b[i]) / extent[i] : 0.0;
    sum += difference * difference;
  }
  return sum;
}

Costs extent_of(const std::vector<Costs>& points) {
  Costs low = points.front(), high = points.front();
  for (const Costs& point : points) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      low[i] = std::min(low[i], point[i]);
      high[i] = std::max(high[i], point[i]);
    }
  }
  for (std::size_t i = 0; i < low.size(); ++i) high[i] -= low[i];
  return high;
}

struct Member {
  int trial = 0;
  bool waiting = false;
  std::array<double, kMostObjectives> costs{};  // 0 beyond the objectives
};

Member make_member(int trial, const Costs& costs) {
  Member member{.trial = trial};
  std::copy(costs.begin(), costs.end(), member.costs.begin());
  return member;
}

bool dominates(const Member& a, const Member& b) {
  bool worse = false, better = false;
  for (std::size_t i = 0; i < kMostObjectives; ++i) {
    worse = worse || a.costs[i] > b.costs[i];
    better = better || a.costs[i] < b.costs[i];
  }
  return better && !worse;
}

/// Keeps the levels of non-dominated sorting while members come in: what a newcomer dominates moves
/// one level down, and what that dominates there another (Li, Deb, Zhang and Zhang 2014).
class FrontRung final : public Rung {
 public:
  void add(int trial, const Costs& costs) override {
    const Member member = make_member(trial, costs);
    objectives_ = costs.size();
    by_trial_[trial] = member;
    std::vector<Member> arriving{member};
    for (std::size_t level = level_of(member); !arriving.empty(); ++level) {
      if (level == levels_.size()) levels_.emplace_back();
      arriving = join(levels_[level], arriving);
    }
  }

  void set_waiting(int trial, bool waiting) override {
    const auto found = by_trial_.find(trial);
    if (found == by_trial_.end()) return;
    Level& level = levels_[level_of(found->second)];
    for (Member& member : level.members) {
      if (member.trial != trial || member.waiting == waiting) continue;
      member.waiting = waiting;
      level.waiting += waiting ? 1 : -1;
    }
  }

  std::optional<int> best_waiting(std::size_t count) const override {
    for (const Level& level : levels_) {
      if (count == 0) return std::nullopt;
      const std::size_t size = level.members.size();
      if (level.waiting > 0) {
        // All of a level that is in wholly deserve it alike: the lowest number.
        const auto found = size <= count ? first_waiting(level) : first_waiting(level, count);
        if (found) return found;
      }
      count -= std::min(count, size);
    }
    return std::nullopt;
  }

  std::size_t count_better(const Costs& costs) const override {
    const Member member = make_member(0, costs);
    std::size_t count = 0;
    for (const Level& level : levels_) {
      count += static_cast<std::size_t>(
          std::count_if(level.members.begin(), level.members.end(),
                        [&](const Member& other) { return dominates(other, member); }));
    }
    return count;
  }

  std::size_t with_costs() const override { return by_trial_.size(); }

  std::vector<int> best(std::size_t count) const override {
    std::vector<int> trials;
    for (const Level& level : levels_) {
      if (trials.size() == count) break;
      const std::size_t taken = std::min(count - trials.size(), level.members.size());
      const auto& order = in_order(level, taken);
      for (std::size_t i = 0; i < taken; ++i) trials.push_back(level.members[order[i]].trial);
    }
    return trials;
  }

 private:
  struct Level {
    std::vector<Member> members;  // by number
    int waiting = 0;
    mutable std::vector<std::size_t> order;  // of members, as far as it was asked for
  };

  static std::optional<int> first_waiting(const Level& level) {
    for (const Member& member : level.members) {
      if (member.waiting) return member.trial;
    }
    return std::nullopt;
  }

  std::optional<int> first_waiting(const Level& level, std::size_t count) const {
    const auto& order = in_order(level, count);
    for (std::size_t i = 0; i < count; ++i) {
      const Member& member = level.members[order[i]];
      if (member.waiting) return member.trial;
    }
    return std::nullopt;
  }

  /// The first level in which nobody dominates it: who is dominated in one is in all before.
  std::size_t level_of(const Member& member) const {
    std::size_t low = 0, high = levels_.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      const auto& members = levels_[middle].members;
      const bool dominated = std::any_of(members.begin(), members.end(), [&](const Member& other) {
        return dominates(other, member);
      });
      (dominated ? low : high) = dominated ? middle + 1 : middle;
    }
    return low;
  }

  /// Puts members into a level; who must leave it.
  static std::vector<Member> join(Level& level, const std::vector<Member>& arriving) {
    std::vector<Member> leaving;
    std::erase_if(level.members, [&](const Member& member) {
      const bool dominated =
          std::any_of(arriving.begin(), arriving.end(),
                      [&](const Member& newcomer) { return dominates(newcomer, member); });
      if (dominated) leaving.push_back(member);
      return dominated;
    });
    for (const Member& member : leaving) level.waiting -= member.waiting ? 1 : 0;
    for (const Member& member : arriving) {
      level.waiting += member.waiting ? 1 : 0;
      const auto place =
          std::upper_bound(level.members.begin(), level.members.end(), member,
                           [](const Member& a, const Member& b) { return a.trial < b.trial; });
      level.members.insert(place, member);
    }
    level.order.clear();
    return leaving;
  }

  /// Places in the level's members, at least `count`.
  const std::vector<std::size_t>& in_order(const Level& level, std::size_t count) const {
    if (level.order.size() >= std::min(count, level.members.size())) return level.order;
    std::vector<Costs> points;
    for (const Member& member : level.members) {
      points.emplace_back(member.costs.begin(),
                          member.costs.begin() + static_cast<std::ptrdiff_t>(objectives_));
    }
    // Some more than are asked for now: the next one will want one more.
    level.order = epsilon_net(points, count + level.members.size() / 8);
    return level.order;
  }

  std::vector<Level> levels_;
  std::unordered_map<int, Member> by_trial_;  // as they were added: for their costs
  std::size_t objectives_ = 0;
};

}  // namespace

std::vector<std::size_t> epsilon_net(const std::vector<Costs>& points, std::size_t count) {
  std::vector<std::size_t> chosen;
  if (points.empty()) return chosen;
  const Costs extent = extent_of(points);
  std::vector<double> distance(points.size(), std::numeric_limits<double>::infinity());
  auto next =
      static_cast<std::size_t>(std::min_element(points.begin(), points.end()) - points.begin());
  while (chosen.size() < std::min(count, points.size())) {
    chosen.push_back(next);
    distance[next] = -1.0;  // taken
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (distance[i] >= 0.0) {
        distance[i] = std::min(distance[i], squared_distance(points[i], points[next], extent));
      }
    }
    next = static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) -
                                    distance.begin());
  }
  return chosen;
}

std::unique_ptr<Rung> make_front_rung() { return std::make_unique<FrontRung>(); }

}  // namespace efs::search
