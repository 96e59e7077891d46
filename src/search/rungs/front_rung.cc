#include "search/rungs/front_rung.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace efs::search {
namespace {

/// With every objective scaled to `bounds`.
double squared_distance(const Costs& a, const Costs& b, const CostBounds& bounds) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double extent = bounds.high[i] - bounds.low[i];
    const double difference = extent > 0.0 ? (a[i] - b[i]) / extent : 0.0;
    sum += difference * difference;
  }
  return sum;
}

struct Member {
  int trial = 0;
  bool waiting = false;
  std::array<double, kMostObjectives> costs{};  // 0 beyond the objectives
};

Member make_member(int trial, const Costs& costs) {
  Member member{.trial = trial};
  std::ranges::copy(costs, member.costs.begin());
  return member;
}

bool member_dominates(const Member& a, const Member& b) {
  bool worse = false, better = false;
  for (std::size_t i = 0; i < kMostObjectives; ++i) {
    worse = worse || a.costs[i] > b.costs[i];
    better = better || a.costs[i] < b.costs[i];
  }
  return better && !worse;
}

bool is_dominated(const Member& member, const std::vector<Member>& by) {
  return std::ranges::any_of(by,
                             [&](const Member& other) { return member_dominates(other, member); });
}

/// Keeps the levels of non-dominated sorting while members come in: those that a newcomer dominates
/// move one level down, and push those that they dominate there down in turn (Li, Deb, Zhang and
/// Zhang 2014).
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
      if (level.waiting > 0) {
        if (const auto found = first_waiting(level, count)) return found;
      }
      count -= std::min(count, level.members.size());
    }
    return std::nullopt;
  }

  std::size_t count_better(const Costs& costs) const override {
    const Member member = make_member(0, costs);
    std::size_t count = 0;
    for (const Level& level : levels_) {
      count += static_cast<std::size_t>(std::ranges::count_if(
          level.members, [&](const Member& other) { return member_dominates(other, member); }));
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

  /// Among the best `count` of a level. Where these are all of it, they deserve it alike: the
  /// lowest number.
  std::optional<int> first_waiting(const Level& level, std::size_t count) const {
    const bool all = level.members.size() <= count;
    const std::vector<std::size_t>* order = all ? nullptr : &in_order(level, count);
    for (std::size_t i = 0; i < std::min(count, level.members.size()); ++i) {
      const Member& member = level.members[all ? i : (*order)[i]];
      if (member.waiting) return member.trial;
    }
    return std::nullopt;
  }

  /// The first level in which nobody dominates it: a member of a later level is dominated in all
  /// earlier ones.
  std::size_t level_of(const Member& member) const {
    const auto level = std::ranges::partition_point(
        levels_, [&](const Level& candidate) { return is_dominated(member, candidate.members); });
    return static_cast<std::size_t>(level - levels_.begin());
  }

  /// Puts members into a level, and returns those that must leave it.
  static std::vector<Member> join(Level& level, const std::vector<Member>& arriving) {
    std::vector<Member> leaving;
    std::erase_if(level.members, [&](const Member& member) {
      const bool dominated = is_dominated(member, arriving);
      if (dominated) leaving.push_back(member);
      return dominated;
    });
    for (const Member& member : leaving) level.waiting -= member.waiting ? 1 : 0;
    for (const Member& member : arriving) {
      level.waiting += member.waiting ? 1 : 0;
      level.members.insert(
          std::ranges::upper_bound(level.members, member.trial, {}, &Member::trial), member);
    }
    level.order.clear();
    return leaving;
  }

  /// Indices of at least `count` of the level's members.
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
  const CostBounds bounds = bounds_of(points);
  std::vector<double> distance(points.size(), std::numeric_limits<double>::infinity());
  auto next = static_cast<std::size_t>(std::ranges::min_element(points) - points.begin());
  while (chosen.size() < std::min(count, points.size())) {
    chosen.push_back(next);
    distance[next] = -1.0;  // taken
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (distance[i] >= 0.0) {
        distance[i] = std::min(distance[i], squared_distance(points[i], points[next], bounds));
      }
    }
    next = static_cast<std::size_t>(std::ranges::max_element(distance) - distance.begin());
  }
  return chosen;
}

std::unique_ptr<Rung> make_front_rung() { return std::make_unique<FrontRung>(); }

}  // namespace efs::search
