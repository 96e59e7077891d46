#include "train/download/proxy.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/error.h"

namespace efs::train {
namespace {

TEST(Proxy, IsTakenForItsScheme) {
  const ProxySettings settings{.http = "http://one:3128", .https = "two.example:8080/"};
  EXPECT_EQ(proxy_for(settings, false, "example.org")->host, "one");
  EXPECT_EQ(proxy_for(settings, false, "example.org")->port, 3128);
  EXPECT_EQ(proxy_for(settings, true, "example.org")->host, "two.example");
  EXPECT_EQ(proxy_for(settings, true, "example.org")->port, 8080);
  EXPECT_FALSE(proxy_for({.http = "http://one:3128"}, true, "example.org").has_value());
}

TEST(Proxy, MayAskForALogin) {
  const auto proxy = proxy_for({.http = "http://me:p@ss:word@one"}, false, "example.org");
  EXPECT_EQ(proxy->user, "me");
  EXPECT_EQ(proxy->password, "p@ss:word");
  EXPECT_EQ(proxy->host, "one");
  EXPECT_EQ(proxy->port, 80);
}

TEST(Proxy, IsNotTakenForTheHostsOfNoProxy) {
  const auto direct = [](const std::string& none, const std::string& host) {
    return !proxy_for({.http = "http://one:3128", .none = none}, false, host).has_value();
  };
  EXPECT_TRUE(direct("*", "example.org"));
  EXPECT_TRUE(direct("localhost, example.org", "example.org"));
  EXPECT_TRUE(direct("example.org", "www.example.org"));
  EXPECT_TRUE(direct(".example.org,localhost", "www.example.org"));
  EXPECT_FALSE(direct("example.org", "counterexample.org"));
  EXPECT_FALSE(direct("www.example.org", "example.org"));
  EXPECT_FALSE(direct("", "example.org"));
  EXPECT_FALSE(direct(" , ,", "example.org"));
}

TEST(Proxy, IsRefusedWhereItIsNone) {
  for (const std::string setting :
       {"socks5://one:1080", "https://one", "http://", "one:", "one:0", "one:65536", "one:80x"}) {
    EXPECT_THROW(proxy_for({.http = setting}, false, "example.org"), UsageError) << setting;
  }
}

TEST(Proxy, ComesFromTheEnvironmentInEitherCase) {
  for (const char* name :
       {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) {
    ::unsetenv(name);
  }
  EXPECT_EQ(proxies_of_environment().https, "");
  ::setenv("HTTPS_PROXY", "two", 1);
  ::setenv("http_proxy", "one", 1);
  ::setenv("no_proxy", "localhost", 1);
  const ProxySettings settings = proxies_of_environment();
  EXPECT_EQ(settings.http, "one");
  EXPECT_EQ(settings.https, "two");
  EXPECT_EQ(settings.none, "localhost");
  ::setenv("https_proxy", "three", 1);
  EXPECT_EQ(proxies_of_environment().https, "three");
}

}  // namespace
}  // namespace efs::train
