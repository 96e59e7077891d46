// How a browser shows that it knows the token.
#pragma once

#include <string>

#include "http/head.h"

namespace efs::serve {

/// A browser sends a cookie with what a page cannot set a header for: pictures and events. It holds a
/// secret of this run of the server, never the token, and is given for the token only.
class Session {
 public:
  explicit Session(std::string token);

  /// http::Refused: the request has neither the token nor the cookie; or there is no token, and it
  /// asks for another name than that of this machine itself.
  void require(const http::RequestHead& head) const;
  /// For what changes something: the token itself, which no other page's request can have.
  void require_token(const http::RequestHead& head) const;
  /// The field "Set-Cookie: ...", with its end.
  std::string cookie_field(bool over_tls) const;

 private:
  const std::string token_;
  const std::string secret_;
};

}  // namespace efs::serve
