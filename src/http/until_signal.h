// How a server program ends.
#pragma once

#include <functional>

namespace efs::http {

/// Calls `run`, which returns after `stop`; SIGINT and SIGTERM call that, so it must be safe in a
/// signal handler. A second signal ends the program at once. For the one server of a program.
void run_until_signal(const std::function<void()>& run, const std::function<void()>& stop);

}  // namespace efs::http
