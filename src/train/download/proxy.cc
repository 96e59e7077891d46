#include "train/download/proxy.h"

#include <cstdlib>

#include "core/error.h"
#include "core/text/parse_number.h"

namespace efs::train {
namespace {

constexpr int kUsualPort = 80;  // where the setting names none

std::string variable(const char* name, const char* capitals) {
  for (const char* each : {name, capitals}) {
    const char* value = std::getenv(each);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

/// "example.org" and ".example.org" both mean the host and all below it.
bool covers(std::string_view entry, std::string_view host) {
  if (entry == "*") return true;
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  const std::string_view before = host.substr(0, host.size() - entry.size());
  return before.empty() || before.ends_with('.');
}

bool is_direct(std::string_view none, std::string_view host) {
  while (!none.empty()) {
    const auto end = none.find_first_of(", ");
    if (covers(none.substr(0, end), host)) return true;
    if (end == std::string_view::npos) break;
    none.remove_prefix(end + 1);
  }
  return false;
}

Proxy parse(std::string_view setting, const char* name) {
  std::string_view text = setting;
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
    if (text.substr(0, scheme) != "http") {
      fail_usage("{}: a proxy is reached by http, not by '{}'; write http://HOST:PORT", name,
                 text.substr(0, scheme));
    }
    text.remove_prefix(scheme + 3);
  }
  text = text.substr(0, text.find('/'));
  Proxy proxy;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view login = text.substr(0, at);
    const auto colon = login.find(':');
    proxy.user = login.substr(0, colon);
    if (colon != std::string_view::npos) proxy.password = login.substr(colon + 1);
    text.remove_prefix(at + 1);
  }
  proxy.port = kUsualPort;
  bool sound = true;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    proxy.port = parse_number<int>(text.substr(colon + 1)).value_or(0);
    sound = proxy.port > 0 && proxy.port < 65536;
    text = text.substr(0, colon);
  }
  // The setting itself is not shown: it may hold a password.
  if (!sound || text.empty()) fail_usage("{} is no proxy; write http://HOST:PORT", name);
  proxy.host = text;
  return proxy;
}

}  // namespace

ProxySettings proxies_of_environment() {
  return {.http = variable("http_proxy", "HTTP_PROXY"),
          .https = variable("https_proxy", "HTTPS_PROXY"),
          .none = variable("no_proxy", "NO_PROXY")};
}

std::optional<Proxy> proxy_for(const ProxySettings& settings, bool https, std::string_view host) {
  const std::string& setting = https ? settings.https : settings.http;
  if (setting.empty() || is_direct(settings.none, host)) return std::nullopt;
  return parse(setting, https ? "https_proxy" : "http_proxy");
}

}  // namespace efs::train
