#include "device/agent/client.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <random>

#include "core/clock.h"
#include "core/text/json_number.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"

namespace efs::device {

namespace {

constexpr std::size_t kPiece = 1U << 18;
constexpr std::size_t kLongestLine = 1U << 20;
constexpr std::size_t kMostSampleBytes = 32U << 20;
constexpr double kPatience_s = 60.0;  // with a measurement, beyond its time-out
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
  std::string read(std::uint64_t offset, std::uint64_t count) const {
    std::string bytes(count, '\0');
    const ssize_t got = ::pread(descriptor_, &bytes[0], count, static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  int descriptor_;
};

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
  const auto json = try_outside_json(body);
  const auto text = json && json->is_object() ? json->find("error") : Json::const_iterator();
  const bool says = json && json->is_object() && text != json->end() && text->is_string();
  return says ? printable(text->get<std::string>()) : "it did not say why";
}

MeasurementStatus status_of(const std::string& line, const std::string& id) {
  MeasurementStatus status = measurement_status_from_json(parse_outside_json(line, "a line"));
  if (status.id != id) fail("it is of another measurement");
  return status;
}

/// Cuts what comes into lines.
class Lines {
 public:
  /// Those that have ended now. Error: one that does not.
  std::vector<std::string> add(std::string_view bytes) {
    std::vector<std::string> whole;
    std::size_t begin = 0, looked = rest_.size();
    rest_ += bytes;
    for (std::size_t end = 0; (end = rest_.find('\n', looked)) != std::string::npos;) {
      whole.push_back(rest_.substr(begin, end - begin));
      begin = looked = end + 1;
    }
    rest_.erase(0, begin);
    if (rest_.size() > kLongestLine) fail("a line of more than {} bytes", kLongestLine);
    return whole;
  }

 private:
  std::string rest_;
};

/// With a measurement that runs.
class Patience {
 public:
  explicit Patience(double timeout_s) : timeout_s_(timeout_s) {}

  bool is_over(MeasurementState state) {
    const double now_s = SystemClock().steady_s();
    if (state != MeasurementState::kRunning || !since_s_) since_s_ = now_s;
    return now_s - *since_s_ > timeout_s_ + kPatience_s;
  }

 private:
  double timeout_s_;
  std::optional<double> since_s_;
};

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

AgentClient::AgentClient(const AgentAddress& address)
    : url_(address.url), http_(address.url, address.token, address.ca_certificate) {}

HttpAnswer AgentClient::send(const HttpRequest& request) const {
  try {
    return http_.send(request);
  } catch (const HttpFailed& failed) {
    throw AgentUnreachable(
        fmt::format("the agent at {} cannot be reached ({})", url_, printable(failed.what())));
  }
}

template <typename Read>
auto AgentClient::understood(const Read& read) const {
  try {
    return read();
  } catch (const std::exception& error) {
    throw AgentTrouble(fmt::format(
        "the agent at {} does not answer as an efs-agent does ({}); is something else listening "
        "there?",
        url_, printable(error.what())));
  }
}

Json AgentClient::json_of(const HttpAnswer& answer, const char* action) const {
  if (answer.status == 401) {
    throw AgentTrouble(
        fmt::format("the agent at {} refuses the token; both sides need the same one", url_));
  }
  if (!is_success(answer.status)) {
    const std::string message =
        fmt::format("the agent at {} cannot {}: {}", url_, action, error_of(answer.body));
    if (answer.status == 413) throw Error(message);  // the model's own fault
    // Full for the moment: the same measurement can be asked for again.
    if (answer.status == 429 || answer.status == 503) throw AgentUnreachable(message);
    throw AgentTrouble(message);
  }
  return understood([&] { return parse_outside_json(answer.body, "its answer"); });
}

Json AgentClient::ask(const HttpRequest& request, const char* action) const {
  return json_of(send(request), action);
}

Capabilities AgentClient::capabilities() {
  const Json json = ask({.target = "/v1/capabilities"}, "say what it is");
  return understood([&] { return capabilities_from_json(json); });
}

void AgentClient::upload(const fs::path& model, const std::string& name,
                         const MeasurementWatch& watch) {
  const std::string path = "/v1/models/" + name;
  const Json here = ask({.target = path}, "say whether it has the model");
  const auto is_complete = [&](const Json& answer) {
    return understood([&] { return answer.at("complete").get<bool>(); });
  };
  if (is_complete(here)) return;
  const std::uint64_t total = File(model).size();
  // More than the whole file: it is of another, and is begun anew.
  const auto bytes = understood(
      [&] { return whole_number(here.at("bytes"), 0, static_cast<std::int64_t>(total)); });
  const auto offset = static_cast<std::uint64_t>(bytes.value_or(0));
  const std::string target = fmt::format("{}?offset={}&total={}", path, offset, total);
  // Without a byte, to hear a refusal before many are sent for nothing.
  if (is_complete(ask({.method = "PUT", .target = target}, "take the model"))) return;
  send_file(model, target, offset, total, watch);
}

void AgentClient::send_file(const fs::path& model, const std::string& target, std::uint64_t offset,
                            std::uint64_t total, const MeasurementWatch& watch) {
  const File file(model);
  UploadTold told(watch, total);
  bool too_short = false;
  const HttpRequest request{.method = "PUT",
                            .target = target,
                            .body_bytes = total - offset,
                            .piece = [&](std::uint64_t at) -> std::string {
                              told.sent(offset + at);
                              if (is_cancelled(watch)) return {};
                              std::string bytes =
                                  file.read(offset + at,
                                            std::min<std::uint64_t>(total - offset - at, kPiece));
                              too_short = bytes.empty();
                              return bytes;
                            }};
  try {
    ask(request, "take the model");
  } catch (const AgentUnreachable&) {
    if (is_cancelled(watch)) {
      throw MeasurementCancelled(fmt::format("the upload to the agent at {} was cancelled", url_));
    }
    if (too_short) fail("{} became shorter while it was uploaded", model.string());
    throw;
  }
}

MeasurementStatus AgentClient::measure(const fs::path& model, const MeasureRequest& request,
                                       const std::string& id, const MeasurementWatch& watch) {
  const std::string path = "/v1/measurements/" + id;
  const HttpAnswer begun = send({.target = path});
  if (begun.status == 404) {
    upload(model, request.model_digest + request.suffix, watch);
    ask({.method = "PUT", .target = path, .body = json_text(to_json(request))}, "measure");
  } else {
    json_of(begun, "say how a measurement stands");
  }
  const MeasurementStatus status = follow(id, request.timeout_s, watch);
  if (status.state == MeasurementState::kDone && status.result.is_object()) return status;
  const std::string what =
      fmt::format("the agent at {}: the measurement {}", url_,
                  status.state == MeasurementState::kCancelled ? "was cancelled"
                  : status.state == MeasurementState::kDone    ? "has no result"
                                                               : "failed: " + status.error);
  if (status.state == MeasurementState::kFailed && !status.retry) throw Error(what);
  throw AgentTrouble(what);
}

MeasurementStatus AgentClient::follow(const std::string& id, double timeout_s,
                                      const MeasurementWatch& watch) {
  MeasurementStatus last;
  Patience patience(timeout_s);
  Lines lines;
  const auto hear = [&](std::string_view bytes) {
    for (const std::string& line : understood([&] { return lines.add(bytes); })) {
      last = understood([&] { return status_of(line, id); });
      if (patience.is_over(last.state)) {
        throw AgentTrouble(fmt::format("the agent at {} does not end a measurement after {:.0f} s",
                                       url_, timeout_s));
      }
      if (watch.changed) watch.changed(last);
    }
    return !is_cancelled(watch);
  };
  const auto stop_if_cancelled = [&] {
    if (has_ended(last.state) || !is_cancelled(watch)) return;
    cancel(id);
    throw MeasurementCancelled(fmt::format("the agent at {}: the measurement was cancelled", url_));
  };
  HttpAnswer answer;
  try {
    answer = send({.target = "/v1/measurements/" + id + "/events", .hear = hear});
  } catch (const AgentTrouble&) {
    throw;
  } catch (const AgentUnreachable&) {
    stop_if_cancelled();
    throw;
  }
  stop_if_cancelled();
  if (!is_success(answer.status)) json_of(answer, "say how a measurement stands");
  if (has_ended(last.state)) return last;
  throw AgentUnreachable(fmt::format("the agent at {} ended in the middle of a measurement", url_));
}

std::vector<double> AgentClient::samples_ms(const std::string& id) {
  const Json json =
      ask({.target = "/v1/measurements/" + id + "/samples", .most_bytes = kMostSampleBytes},
          "give the samples");
  return understood([&] {
    const auto samples = json.at("samples_ms").get<std::vector<double>>();
    for (const double sample : samples) {
      if (!(sample >= 0.0)) fail("a sample of {} ms", sample);
    }
    return samples;
  });
}

void AgentClient::cancel(const std::string& id) {
  ask({.method = "DELETE", .target = "/v1/measurements/" + id}, "cancel a measurement");
}

std::string new_measurement_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace efs::device
