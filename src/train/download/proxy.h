// Which proxy a download goes through. torch-free.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace efs::train {

/// The environment's settings; empty: none.
struct ProxySettings {
  std::string http;   // URL, for http:// addresses
  std::string https;  // for https:// addresses
  /// Hosts that are reached directly: "localhost,.example.org", or "*" for all.
  std::string none;
};

/// From http_proxy, https_proxy and no_proxy, or their names in capitals.
ProxySettings proxies_of_environment();

struct Proxy {
  std::string host;
  int port = 0;
  std::string user, password;  // empty: none are sent
};

/// Nothing where the host is reached directly. UsageError: the setting is not
/// "http://[USER:PASSWORD@]HOST[:PORT]".
std::optional<Proxy> proxy_for(const ProxySettings& settings, bool https, std::string_view host);

}  // namespace efs::train
