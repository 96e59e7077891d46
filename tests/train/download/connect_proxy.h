// A real proxy for HTTPS on the loopback interface: it opens tunnels (CONNECT, RFC 9110 9.3.6).
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace efs::train {

/// Serves one tunnel at a time, for as long as the object lives. Every tunnel leads to `target`
/// ("127.0.0.1:PORT"), whatever host is asked for: hosts that do not exist can be asked for.
class ConnectProxy {
 public:
  explicit ConnectProxy(std::string target);
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  std::string url() const;  // "http://127.0.0.1:PORT"
  /// The head of the last request, up to the empty line. Read it when no download runs.
  const std::string& request() const { return request_; }

 private:
  void serve();
  void tunnel(int client);

  std::string target_;
  std::string request_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace efs::train
