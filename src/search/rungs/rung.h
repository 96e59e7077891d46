// A rung: the trials that were trained for the same number of epochs, best first.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "search/objectives/pareto.h"

namespace efs::search {

/// The order of the members: with one objective by cost, then by number; with several by
/// non-dominated rank (Deb et al. 2002), within a rank by an epsilon-net, which takes the point
/// furthest from those taken (Schmucker et al. 2021, arXiv 2106.12639). Members without costs
/// (diverged, or against a constraint) come last. The order of the calls does not matter.
/// Contract: tests/search/rungs/rung_test.cc.
class Rung {
 public:
  virtual ~Rung() = default;

  /// Makes a trial a member that does not wait. It is none yet.
  virtual void add(int trial, const Costs& costs) = 0;
  /// Sets whether a member waits to be promoted.
  virtual void set_waiting(int trial, bool waiting) = 0;
  /// The best member that waits, if it is among the best `count`.
  virtual std::optional<int> best_waiting(std::size_t count) const = 0;
  /// The best `count` members that have costs, best first.
  virtual std::vector<int> best(std::size_t count) const = 0;

  /// How many members have better costs than these (with several objectives: dominate them).
  virtual std::size_t count_better(const Costs& costs) const = 0;
  virtual std::size_t with_costs() const = 0;

  /// Adds a member without costs, which never waits.
  void add_worst() { ++without_costs_; }
  /// With and without costs.
  std::size_t size() const { return with_costs() + without_costs_; }

 private:
  std::size_t without_costs_ = 0;
};

std::unique_ptr<Rung> make_rung(std::size_t objectives);

}  // namespace efs::search
