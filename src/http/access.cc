#include "http/access.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "http/token.h"

namespace efs::http {

namespace {

/// Not a name that only looks like one, such as 127.example.org.
bool is_loopback(const std::string& name) {
  const std::string host = lower_case(name);
  in_addr address{};
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (::inet_pton(AF_INET, host.c_str(), &address) == 1 &&
          (ntohl(address.s_addr) >> 24) == 127);
}

/// "localhost:7070" -> "localhost"
std::string without_port(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string::npos && plain_number(host.substr(colon + 1));
  return has_port ? host.substr(0, colon) : host;
}

}  // namespace

void require_token(const std::string& what, const std::string& host, const std::string& token) {
  if (!token.empty() || is_loopback(host)) return;
  fail_usage("{} that listens on {} can be reached by others and needs a token: --token-file FILE",
             what, host);
}

void require_own_name(const RequestHead& head) {
  if (is_loopback(without_port(head.field("host")))) return;
  throw Refused(403, "without a token this server answers to localhost and 127.0.0.1 only");
}

void require_access(const RequestHead& head, const std::string& token) {
  if (token.empty()) return require_own_name(head);
  if (is_authorised(head.field("authorization"), token)) return;
  throw Refused(401, "the token is missing or wrong");
}

}  // namespace efs::http
