#include "device/agent/client.h"

#include <fcntl.h>
#include <httplib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>

#include "core/clock.h"
#include "core/json_number.h"

namespace efs::device {

namespace {

constexpr time_t kConnect_s = 5;
constexpr time_t kSilence_s = 10;  // the agent says something each second
constexpr std::size_t kPiece = 1U << 18;
constexpr double kTell_s = 1.0;

class File {
 public:
  explicit File(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("cannot read {}: {}", path.string(), std::strerror(errno));
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const {
    struct stat status {};
    ::fstat(descriptor_, &status);
    return static_cast<std::uint64_t>(status.st_size);
  }
  /// At most `count` bytes; empty: it is shorter than it was.
  std::string read(std::uint64_t offset, std::size_t count) const {
    std::string bytes(count, '\0');
    const ssize_t got = ::pread(descriptor_, &bytes[0], count, static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  int descriptor_;
};

void check_url(const std::string& url) {
  const auto scheme = url.find("://");
  const std::string name = url.substr(0, scheme);
  if (scheme == std::string::npos || (name != "http" && name != "https") ||
      url.find('/', scheme + 3) != std::string::npos || url.size() == scheme + 3) {
    fail_usage("'{}' is no address of an agent; write http://HOST:{} or https://HOST:{}", url,
               kAgentPort, kAgentPort);
  }
}

bool is_cancelled(const MeasurementWatch& watch) { return watch.cancelled && watch.cancelled(); }

/// Tells of an upload, but not of each piece.
class UploadTold {
 public:
  UploadTold(const MeasurementWatch& watch, std::uint64_t total) : watch_(watch), total_(total) {}

  void sent(std::uint64_t bytes) {
    const double now_s = SystemClock().steady_s();
    if (!watch_.changed || now_s - told_s_ < kTell_s) return;
    told_s_ = now_s;
    MeasurementStatus status;
    status.progress =
        fmt::format("uploading, {:.0f} of {:.0f} MB", static_cast<double>(bytes) * 1e-6,
                    static_cast<double>(total_) * 1e-6);
    watch_.changed(status);
  }

 private:
  const MeasurementWatch& watch_;
  std::uint64_t total_;
  double told_s_ = SystemClock().steady_s();
};

std::string error_of(const std::string& body) {
  const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  return json.is_object() && json.contains("error") ? json.at("error").get<std::string>()
                                                    : "it did not say why";
}

}  // namespace

struct AgentClient::Connection {
  explicit Connection(AgentAddress to) : address(std::move(to)), http(address.url) {
    if (!http.is_valid()) fail_usage("'{}' is no address of an agent", address.url);
    http.set_connection_timeout(kConnect_s);
    http.set_read_timeout(kSilence_s);
    http.set_write_timeout(kSilence_s);
    http.set_keep_alive(true);
    if (!address.ca_certificate.empty()) http.set_ca_cert_path(address.ca_certificate.c_str());
    if (!address.token.empty()) http.set_bearer_token_auth(address.token.c_str());
  }

  [[noreturn]] void unreachable(const httplib::Result& result) const {
    throw AgentUnreachable(fmt::format("the agent at {} cannot be reached ({})", address.url,
                                       httplib::to_string(result.error())));
  }

  /// The answer's JSON. AgentUnreachable: there is none; Error: it is a refusal.
  Json json(const httplib::Result& result, const char* action) const {
    if (!result) unreachable(result);
    if (result->status == 401) {
      fail("the agent at {} refuses the token; both sides need the same one", address.url);
    }
    if (result->status >= 300) {
      fail("the agent at {} cannot {}: {}", address.url, action, error_of(result->body));
    }
    const Json parsed = Json::parse(result->body, nullptr, /*allow_exceptions=*/false);
    if (parsed.is_discarded()) {
      fail("{} does not answer as an efs-agent does; is something else listening there?",
           address.url);
    }
    return parsed;
  }

  AgentAddress address;
  httplib::Client http;
};

AgentClient::AgentClient(AgentAddress address) {
  check_url(address.url);
  connection_ = std::make_unique<Connection>(std::move(address));
}

AgentClient::~AgentClient() = default;

Capabilities AgentClient::capabilities() {
  const Json json = connection_->json(connection_->http.Get("/v1/capabilities"), "say what it is");
  try {
    return capabilities_from_json(json);
  } catch (const Error& error) {
    fail("the agent at {}: {}", connection_->address.url, error.what());
  }
}

void AgentClient::upload(const fs::path& model, const std::string& name,
                         const MeasurementWatch& watch) {
  const std::string path = "/v1/models/" + name;
  auto& http = connection_->http;
  const Json here = connection_->json(http.Get(path.c_str()), "say whether it has the model");
  if (here.at("complete").get<bool>()) return;
  const File file(model);
  const std::uint64_t total = file.size();
  const auto bytes = whole_number(here.at("bytes"), 0, static_cast<std::int64_t>(total));
  if (!bytes) {
    fail("the agent at {} says it has {} bytes of a file of {}", connection_->address.url,
         here.at("bytes").dump(), total);
  }
  const auto offset = static_cast<std::uint64_t>(*bytes);
  const std::string target = fmt::format("{}?offset={}&total={}", path, offset, total);
  UploadTold told(watch, total);
  const auto send = [&](std::size_t at, std::size_t length, httplib::DataSink& sink) {
    told.sent(offset + at);
    if (is_cancelled(watch)) return false;
    const std::string bytes = file.read(offset + at, std::min(length, kPiece));
    return !bytes.empty() && sink.write(bytes.data(), bytes.size());
  };
  const auto result = http.Put(target.c_str(), static_cast<std::size_t>(total - offset), send,
                               "application/octet-stream");
  if (!result && is_cancelled(watch)) {
    throw MeasurementCancelled(
        fmt::format("the upload to the agent at {} was cancelled", connection_->address.url));
  }
  connection_->json(result, "take the model");
}

MeasurementStatus AgentClient::measure(const fs::path& model, const MeasureRequest& request,
                                       const std::string& id, const MeasurementWatch& watch) {
  auto& http = connection_->http;
  const std::string path = "/v1/measurements/" + id;
  const auto begun = http.Get(path.c_str());
  if (!begun) connection_->unreachable(begun);
  if (begun->status == 404) {
    upload(model, request.model_digest + request.suffix, watch);
    connection_->json(http.Put(path.c_str(), to_json(request).dump(), "application/json"),
                      "measure");
  } else {
    connection_->json(begun, "say how a measurement stands");
  }
  const MeasurementStatus status = follow(id, watch);
  if (status.state == MeasurementState::kDone) return status;
  fail("the agent at {}: the measurement {}", connection_->address.url,
       status.state == MeasurementState::kCancelled ? "was cancelled" : "failed: " + status.error);
}

MeasurementStatus AgentClient::follow(const std::string& id, const MeasurementWatch& watch) {
  MeasurementStatus last;
  std::string rest;
  const auto hear = [&](const char* bytes, std::size_t count) {
    rest.append(bytes, count);
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos;) {
      const Json json = Json::parse(rest.substr(0, end), nullptr, /*allow_exceptions=*/false);
      rest.erase(0, end + 1);
      last = measurement_status_from_json(json);
      if (watch.changed) watch.changed(last);
    }
    return !is_cancelled(watch);
  };
  const std::string path = "/v1/measurements/" + id + "/events";
  const auto result = connection_->http.Get(path.c_str(), hear);
  if (!has_ended(last.state) && is_cancelled(watch)) {
    cancel(id);
    throw MeasurementCancelled(
        fmt::format("the agent at {}: the measurement was cancelled", connection_->address.url));
  }
  if (!result) connection_->unreachable(result);
  if (result->status >= 300) connection_->json(result, "say how a measurement stands");
  if (!has_ended(last.state)) {
    throw AgentUnreachable(fmt::format("the agent at {} ended in the middle of a measurement",
                                       connection_->address.url));
  }
  return last;
}

std::vector<double> AgentClient::samples_ms(const std::string& id) {
  const std::string path = "/v1/measurements/" + id + "/samples";
  return connection_->json(connection_->http.Get(path.c_str()), "give the samples")
      .at("samples_ms")
      .get<std::vector<double>>();
}

void AgentClient::cancel(const std::string& id) {
  const std::string path = "/v1/measurements/" + id;
  connection_->json(connection_->http.Delete(path.c_str()), "cancel a measurement");
}

std::string new_measurement_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace efs::device
