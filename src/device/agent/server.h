// The HTTP side of efs-agent: docs/agent_protocol.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/agent/measurement_queue.h"
#include "device/agent/model_store.h"
#include "device/runtime.h"
#include "http/server.h"

namespace efs::device {

struct AgentOptions : http::ServerOptions {
  AgentOptions() { port = kAgentPort; }
  std::string token;  // empty: clients need none; allowed on a loopback address only
  fs::path folder;    // of the uploaded models
  StoreLimits store;
  QueueLimits queue;
  /// The program, with its arguments, that calls run_measurement_child().
  std::vector<std::string> child;
};

class AgentServer {
 public:
  /// Listens. UsageError: there is no token, and the address is no loopback address. Error: the
  /// address or the certificate cannot be used.
  AgentServer(const std::vector<Runtime>& runtimes, AgentOptions options);
  ~AgentServer();
  AgentServer(const AgentServer&) = delete;
  AgentServer& operator=(const AgentServer&) = delete;

  int port() const;
  /// Serves until stop(), which a signal handler may call.
  void run();
  void stop();

 private:
  struct Routes;
  std::unique_ptr<Routes> routes_;
};

}  // namespace efs::device
