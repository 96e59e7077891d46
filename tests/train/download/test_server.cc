#include "test_server.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace efs::train {

TestServer::TestServer(httplib::Server::Handler handler)
    : server_(std::make_unique<httplib::Server>()), scheme_("http") {
  start(std::move(handler));
}

TestServer::TestServer(httplib::Server::Handler handler, const TestCertificate& certificate)
    : server_(std::make_unique<httplib::SSLServer>(certificate.certificate.get(),
                                                   certificate.key.get())),
      scheme_("https") {
  start(std::move(handler));
}

void TestServer::start(httplib::Server::Handler handler) {
  server_->set_keep_alive_max_count(1);
  server_->Get(".*", [this, handler = std::move(handler)](const httplib::Request& request,
                                                          httplib::Response& response) {
    ++requests_;
    handler(request, response);
  });
  port_ = server_->bind_to_any_port("127.0.0.1");
  if (port_ <= 0) throw std::runtime_error("no port on 127.0.0.1");
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  // stop() has no effect on a server that does not run yet.
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TestServer::~TestServer() {
  server_->stop();
  thread_.join();
}

std::string TestServer::url() const { return scheme_ + "://127.0.0.1:" + std::to_string(port_); }

std::string url_of_nobody() {
  const TestServer gone([](const httplib::Request&, httplib::Response&) {});
  return gone.url();
}

}  // namespace efs::train
