#include "train/download/download.h"

#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <exception>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/process/sigpipe.h"
#include "core/text/outside_text.h"

namespace efs::train {
namespace {

struct Address {
  bool https = false;
  std::string server;  // "https://example.org:8443"
  std::string host;    // "example.org"
  std::string path;    // "/models/a.pth"
};

Address parse(const std::string& url) {
  Address address;
  const auto scheme = url.find("://");
  address.https = url.starts_with("https://");
  if (!address.https && !url.starts_with("http://")) {
    fail_usage("{}: a download needs an address of http:// or https://", url);
  }
  const auto slash = url.find('/', scheme + 3);
  address.server = url.substr(0, slash);
  address.host = address.server.substr(scheme + 3);
  address.host = address.host.substr(0, address.host.rfind(':'));
  address.path = slash == std::string::npos ? "/" : url.substr(slash);
  return address;
}

void set_up(httplib::Client& client, const Address& address, const DownloadOptions& options) {
  const auto duration = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(1e3 * seconds));
  };
  client.set_connection_timeout(duration(options.connect_timeout_s));
  client.set_read_timeout(duration(options.silence_timeout_s));
  client.set_follow_location(false);  // see next_address()
  client.set_decompress(false);
  const auto proxy = proxy_for(options.proxies, address.https, address.host);
  if (!proxy) return;
  client.set_proxy(proxy->host, proxy->port);
  if (!proxy->user.empty()) client.set_proxy_basic_auth(proxy->user, proxy->password);
}

/// The body as far as it has come. httplib calls it; exceptions wait for rethrow() instead of
/// passing through httplib.
class Body {
 public:
  Body(const std::filesystem::path& path, const DownloadOptions& options)
      : file_(path), options_(options) {}

  bool begin(const httplib::Response& response) {
    status_ = response.status;
    if (status_ >= 301 && status_ <= 308 && status_ != 304) {
      location_ = response.get_header_value("Location");
    }
    if (status_ != 200) return false;
    return unless_it_fails([&] {
      const std::string length = response.get_header_value("Content-Length");
      expected_ = std::strtoull(length.c_str(), nullptr, 10);
      if (expected_ > kMostDownloadBytes) fail_size();
      const std::string encoding = response.get_header_value("Content-Encoding");
      if (encoding.empty() || encoding == "identity") return;
      fail("the server sends it compressed ({}), which was not asked for", printable(encoding));
    });
  }
  bool take(const char* bytes, std::size_t count) {
    return unless_it_fails([&] {
      file_.write(bytes, count);
      digest_.add(std::string_view(bytes, count));
      received_ += count;
      if (received_ > kMostDownloadBytes) fail_size();
      if (options_.progress) options_.progress(received_, expected_);
    });
  }
  /// 0: no answer has come.
  int status() const { return status_; }
  /// The aim of a redirect; empty for any other answer.
  const std::string& location() const { return location_; }
  /// Throws what ended the transfer, other than the connection.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  std::string digest() { return digest_.hex(); }
  void commit() { file_.commit(); }

 private:
  [[noreturn]] static void fail_size() {
    fail("it is larger than the {} bytes that are downloaded", kMostDownloadBytes);
  }
  template <typename Step>
  bool unless_it_fails(Step step) {
    try {
      step();
      return true;
    } catch (...) {
      failure_ = std::current_exception();
      return false;
    }
  }

  AtomicFile file_;
  const DownloadOptions& options_;
  Sha256 digest_;
  std::size_t received_ = 0;
  std::size_t expected_ = 0;
  int status_ = 0;
  std::string location_;
  std::exception_ptr failure_;
};

/// The address that a redirect from `from` names. Error where it leads from https to http, which
/// anyone on the way may change.
std::string next_address(const std::string& from, const std::string& location) {
  const Address address = parse(from);
  std::string next = location;
  if (location.starts_with("//")) {
    next = (address.https ? "https:" : "http:") + location;
  } else if (location.find("://") == std::string::npos) {
    const bool absolute = location.starts_with('/');
    next = address.server + (absolute ? "" : address.path.substr(0, address.path.rfind('/') + 1)) +
           location;
  }
  if (address.https && !next.starts_with("https://")) {
    fail("{}: it redirects from https to {}; that is not followed", from, printable(next));
  }
  return next;
}

/// One GET. True when the whole body has come; false for a redirect, whose aim `address` then is.
bool get(std::string& address, const std::filesystem::path& path, std::string_view digest_prefix,
         const DownloadOptions& options) {
  const Address parts = parse(address);
  const NoSigpipe quiet;  // the server may go away while it is asked
  httplib::Client client(parts.server);
  set_up(client, parts, options);
  Body body(path, options);
  const httplib::Result result = client.Get(
      parts.path, {{"Accept-Encoding", "identity"}},
      [&](const httplib::Response& response) { return body.begin(response); },
      [&](const char* bytes, std::size_t count) { return body.take(bytes, count); });
  try {
    body.rethrow();
  } catch (const SystemError&) {
    throw;
  } catch (const Error& error) {
    fail("{}: {}", address, error.what());
  }
  const int status = body.status();
  if (!body.location().empty()) {
    address = next_address(address, body.location());
    return false;
  }
  if (status != 0 && status != 200) fail("{}: the server answers {}", address, status);
  if (!result) {
    fail("{}: {} ({})", address,
         status == 0 ? "no answer" : "the connection broke off before the end",
         httplib::to_string(result.error()));
  }
  if (status == 0) fail("{}: the server answers {}", address, result->status);
  const std::string digest = body.digest();
  if (!digest.starts_with(digest_prefix)) {
    fail("{}: what came is not what was published: its SHA-256 begins with {} instead of {}",
         address, digest.substr(0, digest_prefix.size()), digest_prefix);
  }
  body.commit();
  return true;
}

}  // namespace

void download(const std::string& url, const std::filesystem::path& path,
              std::string_view digest_prefix, const DownloadOptions& options) {
  constexpr int kMostRedirects = 5;
  std::string address = url;
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    if (get(address, path, digest_prefix, options)) return;
  }
  fail("{}: it redirects more than {} times", url, kMostRedirects);
}

}  // namespace efs::train
