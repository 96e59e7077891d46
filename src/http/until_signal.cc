#include "http/until_signal.h"

#include <signal.h>
#include <unistd.h>

namespace efs::http {

namespace {

const std::function<void()>* g_stop = nullptr;

void stop_server(int signal) {
  static volatile sig_atomic_t asked = 0;
  if (asked != 0) ::_exit(128 + signal);
  asked = 1;
  (*g_stop)();
}

}  // namespace

void run_until_signal(const std::function<void()>& run, const std::function<void()>& stop) {
  g_stop = &stop;
  ::signal(SIGINT, stop_server);
  ::signal(SIGTERM, stop_server);
  ::signal(SIGPIPE, SIG_IGN);
  run();
}

}  // namespace efs::http
