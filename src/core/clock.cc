#include "core/clock.h"

#include <chrono>

namespace efs {

double SystemClock::unix_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double SystemClock::steady_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double now_s() { return SystemClock().steady_s(); }

}  // namespace efs
