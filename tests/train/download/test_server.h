// A real HTTP server on the loopback interface, for as long as the object lives.
#pragma once

#include <httplib.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "test_certificate.h"

namespace efs::train {

class TestServer {
 public:
  /// Answers every GET by `handler`.
  explicit TestServer(httplib::Server::Handler handler);
  /// The same by HTTPS.
  TestServer(httplib::Server::Handler handler, const TestCertificate& certificate);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// "http://127.0.0.1:PORT", or https://
  std::string url() const;
  int requests() const { return requests_; }

 private:
  void start(httplib::Server::Handler handler);

  std::unique_ptr<httplib::Server> server_;
  std::string scheme_;
  std::atomic<int> requests_ = 0;
  int port_ = 0;
  std::thread thread_;
};

/// An address where nobody listens.
std::string url_of_nobody();

}  // namespace efs::train
