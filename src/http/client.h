// An HTTP/1.1 client that does not trust the server: every answer is limited in bytes and time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "http/stream.h"

namespace efs::http {

/// There is no answer, or none within the limits.
class Failed : public Error {
 public:
  using Error::Error;
};

struct Request {
  std::string method = "GET";
  std::string target;  // "/v1/capabilities"
  std::string_view body = {};
  /// Called before each piece of the body with the count of bytes sent. False: give up.
  std::function<bool(std::uint64_t sent)> sending = {};
  std::size_t most_bytes = 1U << 20;  // of the answer's body, unless it is heard
  /// Receives the body of an answer of 2xx as it comes, and "" each second without. False: enough.
  std::function<bool(std::string_view)> hear = {};
};

struct Answer {
  int status = 0;
  std::string body;  // empty where it was heard
};

struct Url {
  bool https = false;
  std::string host, port;
  std::string authority;  // "nano:7070", as it was written
};

class Client {
 public:
  /// UsageError: `url` is not http(s)://HOST[:PORT]; Error: the certificate's file cannot be used.
  Client(const std::string& url, std::string token, const std::string& ca_certificate);

  /// Uses a connection of its own. Failed says why there is no answer. An answer that comes
  /// before the whole body is sent counts.
  Answer send(const Request& request) const;

 private:
  Stream connect() const;

  Url url_;
  std::string token_;
  TlsContext tls_;
};

}  // namespace efs::http
