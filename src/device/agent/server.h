// The HTTP side of efs-agent: docs/agent_protocol.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/agent/measurement_queue.h"
#include "device/agent/model_store.h"
#include "device/runtime.h"

namespace efs::device {

struct AgentOptions {
  std::string host = "127.0.0.1";
  int port = kAgentPort;         // 0: any that is free
  std::string token;             // empty: nobody is asked for one; of a loopback address only
  std::string certificate, key;  // PEM files; empty: no TLS
  fs::path folder;               // of the uploaded models
  StoreLimits store;
  QueueLimits queue;
  int connections = 32;          // that are served at once
  double read_timeout_s = 10.0;  // of a client that sends nothing
  /// The program, with its arguments, that calls run_measurement_child().
  std::vector<std::string> child;
};

class AgentServer {
 public:
  /// Listens. UsageError: another address than a loopback one without a token. Error: the address
  /// or the certificate cannot be used.
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
