#include "serve/session.h"

#include <fmt/format.h>

#include <random>

#include "core/files/digest.h"
#include "core/text/text_parts.h"
#include "http/access.h"
#include "http/token.h"

namespace efs::serve {
namespace {

constexpr const char* kCookie = "efs_session";

std::string random_secret() {
  std::random_device device;
  std::string secret;
  for (int i = 0; i < 8; ++i) secret += fmt::format("{:08x}", device());
  return secret;
}

/// The value of a cookie; empty: it is not there.
std::string cookie_of(const std::string& field, std::string_view name) {
  std::string_view rest = field;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

}  // namespace

Session::Session(std::string token) : token_(std::move(token)), secret_(random_secret()) {}

void Session::require(const http::RequestHead& head) const {
  const std::string cookie = token_.empty() ? "" : cookie_of(head.field("cookie"), kCookie);
  if (!cookie.empty() && http::is_authorised("Bearer " + cookie, secret_)) return;
  http::require_access(head, token_);
}

void Session::require_token(const http::RequestHead& head) const {
  if (token_.empty()) throw http::Refused(403, "this server has no token (--token-file FILE)");
  http::require_access(head, token_);
}

std::string Session::cookie_field(bool over_tls) const {
  return fmt::format("Set-Cookie: {}={}; Path=/; HttpOnly; SameSite=Strict{}\r\n", kCookie, secret_,
                     over_tls ? "; Secure" : "");
}

}  // namespace efs::serve
