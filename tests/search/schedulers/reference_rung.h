// A rung as its contract says it (search/rungs/rung.h), the plain way: everything anew for every
// question.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "search/objectives/pareto.h"
#include "search/rungs/front_rung.h"

namespace efs::search {

struct ReferenceMember {
  int trial = 0;
  Costs costs;
  bool waiting = false;
};

class ReferenceRung {
 public:
  explicit ReferenceRung(std::vector<ReferenceMember> members) {
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.trial < b.trial; });
    while (!members.empty()) peel(members);
  }

  std::vector<int> best(std::size_t count) const {
    std::vector<int> trials;
    for (const auto& level : levels_) {
      for (const ReferenceMember& member : level) {
        if (trials.size() < count) trials.push_back(member.trial);
      }
    }
    return trials;
  }

  /// Of a level that is wholly among the best `count` the lowest number, of the one that is cut the
  /// first in its order.
  std::optional<int> best_waiting(std::size_t count) const {
    for (const auto& level : levels_) {
      const std::size_t taken = std::min(count, level.size());
      std::optional<int> first;
      for (std::size_t i = 0; i < taken; ++i) {
        if (!level[i].waiting) continue;
        if (!first || (taken == level.size() && level[i].trial < *first)) first = level[i].trial;
      }
      if (first) return first;
      count -= taken;
    }
    return std::nullopt;
  }

 private:
  /// Takes those that nobody dominates: with one objective all of the lowest cost.
  void peel(std::vector<ReferenceMember>& members) {
    std::vector<Costs> points;
    for (const ReferenceMember& member : members) points.push_back(member.costs);
    std::vector<ReferenceMember> level;
    for (const std::size_t index : non_dominated(points)) level.push_back(members[index]);
    std::erase_if(members, [&](const ReferenceMember& member) {
      return std::any_of(level.begin(), level.end(),
                         [&](const ReferenceMember& other) { return other.trial == member.trial; });
    });
    std::vector<Costs> front;
    for (const ReferenceMember& member : level) front.push_back(member.costs);
    std::vector<ReferenceMember> ordered;
    for (const std::size_t index : epsilon_net(front, front.size())) {
      ordered.push_back(level[index]);
    }
    levels_.push_back(std::move(ordered));
  }

  std::vector<std::vector<ReferenceMember>> levels_;
};

}  // namespace efs::search
