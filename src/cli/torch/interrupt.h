// Ctrl-C as a request: once stops after the epoch, twice stops now; SIGTERM stops now.
#pragma once

#include "tune/worker/worker.h"

namespace efs::cli {

constexpr int kExitInterrupted = 130;  // as a shell reports a process that Ctrl-C ended

/// While one exists, SIGINT and SIGTERM are counted instead of killing the process.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  static tune::StopRequest requested();
  static bool asked() { return requested() != tune::StopRequest::kNone; }
};

}  // namespace efs::cli
