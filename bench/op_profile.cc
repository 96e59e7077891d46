#include "bench/op_profile.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

namespace efs::bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A running operator. Those of a thread form a stack.
struct Running : at::ObserverContext {
  explicit Running(Running*& top_of_stack) : caller(top_of_stack), top(top_of_stack) { top = this; }
  Running* caller;
  Running*& top;
  double callees_ms = 0.0;
  Clock::time_point start = Clock::now();
};

std::mutex mutex;
std::map<std::string, OpTime> totals;  // guarded by mutex
thread_local Running* running = nullptr;

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction&) {
  return std::make_unique<Running>(running);
}

void end(const at::RecordFunction& function, at::ObserverContext* context) {
  auto& self = static_cast<Running&>(*context);
  const double total_ms = ms_since(self.start);
  self.top = self.caller;
  if (self.caller != nullptr) self.caller->callees_ms += total_ms;
  const std::lock_guard lock(mutex);
  OpTime& row = totals[function.name()];
  row.name = function.name();
  row.self_ms += total_ms - self.callees_ms;
  ++row.calls;
}

}  // namespace

OpProfile::OpProfile() {
  totals.clear();
  handle_ = at::addGlobalCallback(at::RecordFunctionCallback(&begin, &end));
}

OpProfile::~OpProfile() { at::removeCallback(handle_); }

std::vector<OpTime> OpProfile::times() const {
  const std::lock_guard lock(mutex);
  std::vector<OpTime> rows;
  for (const auto& [name, row] : totals) rows.push_back(row);
  std::sort(rows.begin(), rows.end(),
            [](const OpTime& a, const OpTime& b) { return a.self_ms > b.self_ms; });
  return rows;
}

}  // namespace efs::bench
