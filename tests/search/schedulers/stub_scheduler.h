// A scheduler that does what a test says.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "search/schedulers/scheduler.h"

namespace efs::search {

class StubScheduler final : public Scheduler {
 public:
  using PlanOf = std::function<Plan(const study::History&)>;
  explicit StubScheduler(PlanOf plan, bool watches = false)
      : plan_(std::move(plan)), watches_(watches) {}
  Plan plan(const study::History& history) const override { return plan_(history); }
  bool watches_epochs() const override { return watches_; }

 private:
  PlanOf plan_;
  bool watches_;
};

/// Plans nothing and is never done.
inline std::unique_ptr<Scheduler> make_idle_scheduler() {
  return std::make_unique<StubScheduler>([](const study::History&) { return Plan{}; });
}

}  // namespace efs::search
