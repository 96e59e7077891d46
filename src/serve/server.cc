#include "serve/server.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/access.h"
#include "serve/routes.h"
#include "serve/watcher.h"

namespace efs::serve {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(1);

}  // namespace

struct PageServer::Parts {
  Parts(Studies& shown, ServeOptions given)
      : studies(shown),
        options(std::move(given)),
        routes(studies, options),
        server(
            options, [this](const auto& head) { routes.admit(head); },
            [this](auto& exchange) { routes.handle(exchange); }),
        watcher(studies, routes, server.hub()) {}

  /// Until run() ends.
  void watch() {
    std::unique_lock lock(mutex);
    while (!stops.wait_for(lock, kLookEvery, [this] { return stopping; })) {
      lock.unlock();
      watcher.look();
      lock.lock();
    }
  }

  Studies& studies;
  const ServeOptions options;
  Routes routes;
  http::Server server;
  Watcher watcher;

  std::mutex mutex;
  std::condition_variable stops;
  bool stopping = false;
};

PageServer::PageServer(Studies& studies, ServeOptions options) {
  http::require_token("a page", options.host, options.token);
  parts_ = std::make_unique<Parts>(studies, std::move(options));
}

PageServer::~PageServer() { stop(); }

int PageServer::port() const { return parts_->server.port(); }

void PageServer::run() {
  std::thread watching([this] { parts_->watch(); });
  parts_->server.run();
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->stopping = true;
  }
  parts_->stops.notify_all();
  watching.join();
}

void PageServer::stop() { parts_->server.stop(); }

}  // namespace efs::serve
