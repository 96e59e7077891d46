// A small HTTP server that strangers cannot exhaust: a request gets a thread only once its head has
// arrived, keeps to the limits and is admitted. Each connection serves one request.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "device/agent/http_head.h"
#include "device/agent/stream.h"

namespace efs::device {

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                  // 0: any that is free
  std::string certificate, key;  // PEM files; empty: no TLS
  int connections = 32;          // requests to serve at once; others wait
  int waiting = 128;             // connections without a request; the oldest goes for a new one
  double head_s = 10.0;          // the time to send a request's head in
  double silence_s = 10.0;       // of a client that is to send or to take something
};

/// An admitted request and its answer. Used by one thread.
class HttpExchange {
 public:
  HttpExchange(HttpRequestHead head, Stream& stream, std::string begun, double silence_s);

  const HttpRequestHead& head() const { return head_; }
  std::uint64_t body_bytes() const { return body_bytes_; }
  /// More of the body; empty: it is at its end, or broken_off(). HttpRefused 408: it comes at less
  /// than a kilobyte a second.
  std::string_view read_body();
  /// The client left before the body's end.
  bool broken_off() const { return broken_off_; }

  void answer(int status, const std::string& json);
  /// Writes a line of an answer whose length is not known yet. False: the client has left.
  bool write_line(const std::string& json);
  /// After the last line.
  void end_lines();

 private:
  HttpRequestHead head_;
  Stream& stream_;
  std::string buffer_;  // first: what came with the head
  double silence_s_;
  double until_s_;  // the body is to be here
  std::uint64_t body_bytes_;
  std::uint64_t body_left_;
  bool begun_is_given_ = false;
  bool broken_off_ = false;
  bool answered_ = false;
  bool streams_ = false;  // lines
};

class HttpServer {
 public:
  /// Throws HttpRefused unless a request may be served; called before its body is read. Must be
  /// quick: one thread calls it for all.
  using Admit = std::function<void(const HttpRequestHead&)>;
  /// Called by many threads at once. An exception becomes the answer, unless there is one already.
  using Handle = std::function<void(HttpExchange&)>;

  /// Listens. Error: the address or the certificate cannot be used.
  HttpServer(const HttpServerOptions& options, Admit admit, Handle handle);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  /// Serves until stop(), which any thread and a signal handler may call.
  void run();
  void stop();
  bool is_stopping() const;

 private:
  class Connection;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace efs::device
