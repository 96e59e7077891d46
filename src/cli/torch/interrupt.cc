#include "cli/torch/interrupt.h"

#include <signal.h>

#include <atomic>

namespace efs::cli {
namespace {

std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free);  // used in a signal handler

/// SIGTERM leaves little time, so it stops at once.
void on_signal(int signal) { interrupts += signal == SIGTERM ? 2 : 1; }

void install(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupts = 0;
  install(on_signal);
}

InterruptGuard::~InterruptGuard() { install(SIG_DFL); }

tune::StopRequest InterruptGuard::requested() {
  if (interrupts >= 2) return tune::StopRequest::kNow;
  return interrupts == 1 ? tune::StopRequest::kAfterEpoch : tune::StopRequest::kNone;
}

}  // namespace efs::cli
