// The live page's server: docs/serve.md.
#pragma once

#include <memory>
#include <string>

#include "http/server.h"
#include "serve/studies.h"
#include "serve/trial_pictures.h"

namespace efs::serve {

constexpr int kPort = 8080;

struct ServeOptions : http::ServerOptions {
  ServeOptions() {
    port = kPort;
    connections = 8;
    queued = 2048;
    waiting = 1024;
    listeners = 2048;
  }
  std::string token;           // empty: none is asked for; allowed on a loopback address only
  bool allow_control = false;  // pages that know the token may pause, resume and stop studies
  DrawTrial draw;              // empty: there are no pictures but those of the report
};

class PageServer {
 public:
  /// Listens. UsageError: it needs a token and has none. Error: the address or the certificate
  /// cannot be used.
  PageServer(Studies& studies, ServeOptions options);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  int port() const;
  /// Serves until stop(), which a signal handler may call.
  void run();
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace efs::serve
