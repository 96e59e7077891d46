// A small HTTP server that strangers cannot exhaust: a request gets a thread only once its head has
// arrived, keeps to the limits and is admitted. Each connection serves one request. A client that
// listens (Exchange::listen) costs no thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/head.h"
#include "http/hub.h"
#include "http/stream.h"

namespace efs::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                  // 0: any that is free
  std::string certificate, key;  // PEM files; empty: no TLS
  int connections = 32;          // requests to serve at once; others wait
  std::size_t queued = 256;      // admitted requests that wait to be served; more are refused
  int waiting = 128;             // connections without a request; the oldest goes for a new one
  double head_s = 10.0;          // the time to send a request's head in
  double silence_s = 10.0;       // of a client that is to send or to take something
  std::size_t listeners = 0;     // clients that may listen at once
};

/// What an answer carries.
struct Content {
  std::string type;  // "text/html; charset=utf-8"
  std::string body;
  std::string more_fields = {};  // "Name: value\r\n", or several
};

/// An admitted request and its answer. Used by one thread.
class Exchange {
 public:
  Exchange(RequestHead head, Stream& stream, std::string begun, double silence_s, Hub& hub);

  const RequestHead& head() const { return head_; }
  std::uint64_t body_bytes() const { return body_bytes_; }
  /// More of the body; empty: it is at its end, or broken_off(). Refused 408: it comes at less
  /// than a kilobyte a second.
  std::string_view read_body();
  /// The client left before the body's end.
  bool broken_off() const { return broken_off_; }

  void answer(int status, const std::string& json);
  void answer(int status, const Content& content);
  /// The answer is server-sent events: the texts that are published to `channel` from now on, in
  /// front of them what `first` returns. It is called at once, so that no text is missed between
  /// the two. The connection stays open without a thread. Refused 503: too many listen.
  void listen(const std::string& channel, const std::function<std::string()>& first);
  std::shared_ptr<Hub::Listener> listener() const { return listener_; }
  /// Writes a line of an answer whose length is not known yet. False: the client has left.
  bool write_line(const std::string& json);
  /// After the last line.
  void end_lines();

 private:
  RequestHead head_;
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
  Hub& hub_;
  std::shared_ptr<Hub::Listener> listener_;
};

class Server {
 public:
  /// Throws Refused unless a request may be served; called before its body is read. Must be
  /// quick: one thread calls it for all.
  using Admit = std::function<void(const RequestHead&)>;
  /// Called by many threads at once. An exception becomes the answer, unless there is one already.
  using Handle = std::function<void(Exchange&)>;

  /// Listens. Error: the address or the certificate cannot be used.
  Server(const ServerOptions& options, Admit admit, Handle handle);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  /// Serves until stop(), which any thread and a signal handler may call.
  void run();
  void stop();
  bool is_stopping() const;
  /// Where texts for those who listen are published.
  Hub& hub();

 private:
  class Connection;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace efs::http
