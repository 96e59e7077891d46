#include "train/download.h"

#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <exception>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "core/sigpipe.h"

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
    fail_usage("{}: what is downloaded has an address of http:// or https://", url);
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
  client.set_follow_location(true);
  const auto proxy = proxy_for(options.proxies, address.https, address.host);
  if (!proxy) return;
  client.set_proxy(proxy->host, proxy->port);
  if (!proxy->user.empty()) client.set_proxy_basic_auth(proxy->user, proxy->password);
}

/// What has come of a body. httplib calls it; exceptions do not pass through httplib but wait.
class Body {
 public:
  Body(const std::filesystem::path& path, const DownloadOptions& options)
      : file_(path), options_(options) {}

  bool begin(const httplib::Response& response) {
    status_ = response.status;
    if (response.has_header("Content-Length")) {
      expected_ = std::strtoull(response.get_header_value("Content-Length").c_str(), nullptr, 10);
    }
    return status_ == 200;
  }
  bool take(const char* bytes, std::size_t count) {
    try {
      file_.write(bytes, count);
      digest_.add(std::string_view(bytes, count));
      received_ += count;
      if (options_.progress) options_.progress(received_, expected_);
      return true;
    } catch (...) {
      failure_ = std::current_exception();
      return false;
    }
  }
  /// 0: no answer has come.
  int status() const { return status_; }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  std::string digest() { return digest_.hex(); }
  void commit() { file_.commit(); }

 private:
  AtomicFile file_;
  const DownloadOptions& options_;
  Sha256 digest_;
  std::size_t received_ = 0;
  std::size_t expected_ = 0;
  int status_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void download(const std::string& url, const std::filesystem::path& path,
              std::string_view digest_prefix, const DownloadOptions& options) {
  const Address address = parse(url);
  const NoSigpipe quiet;  // the server may go away while it is asked
  httplib::Client client(address.server);
  set_up(client, address, options);
  Body body(path, options);
  const httplib::Result result = client.Get(
      address.path, [&](const httplib::Response& response) { return body.begin(response); },
      [&](const char* bytes, std::size_t count) { return body.take(bytes, count); });
  body.rethrow();
  const int status = body.status();
  if (status != 0 && status != 200) fail("{}: the server answers {}", url, status);
  if (!result) {
    fail("{}: {} ({})", url, status == 0 ? "no answer" : "the connection broke off before the end",
         httplib::to_string(result.error()));
  }
  if (status == 0) fail("{}: the server answers {}", url, result->status);
  const std::string digest = body.digest();
  if (!digest.starts_with(digest_prefix)) {
    fail("{}: what came is not what was published: its SHA-256 begins with {} instead of {}", url,
         digest.substr(0, digest_prefix.size()), digest_prefix);
  }
  body.commit();
}

}  // namespace efs::train
