// HTTP/1.1 as a client that does not believe the server: every answer has a limit in bytes and
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.h"
#include "device/agent/stream.h"

namespace efs::device {

/// There is no answer, or none within the limits.
class HttpFailed : public Error {
 public:
  using Error::Error;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // "/v1/capabilities"
  std::string body = {};
  /// Instead of `body`: so many bytes, piece by piece from an offset on; an empty piece gives up.
  std::uint64_t body_bytes = 0;
  std::function<std::string(std::uint64_t offset)> piece = {};
  std::size_t most_bytes = 1U << 20;  // of the answer's body, unless it is heard
  /// Hears the body of an answer of 2xx as it comes, and each second without: "". False: enough.
  std::function<bool(std::string_view)> hear = {};
};

struct HttpAnswer {
  int status = 0;
  std::string body;      // empty where it was heard
  bool is_whole = true;  // false: the server ended before, or `hear` had enough
};

class HttpClient {
 public:
  /// `url`: http(s)://HOST[:PORT]. UsageError: it is another; Error: the certificate's file.
  HttpClient(const std::string& url, std::string token, const std::string& ca_certificate);

  /// On a connection of its own. HttpFailed says why there is no answer. Where the server answers
  /// before it has taken the whole body, that answer counts.
  HttpAnswer send(const HttpRequest& request) const;

 private:
  Stream connect() const;

  std::string host_, port_, authority_, token_;
  std::unique_ptr<TlsContext> tls_;
};

}  // namespace efs::device
