#include "device/agent/client.h"

#include <random>

#include "core/clock.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"

namespace efs::device {

namespace {

constexpr std::size_t kLongestLine = 1U << 20;
constexpr std::size_t kMostSampleBytes = 32U << 20;
constexpr double kPatience_s = 60.0;  // with a measurement, beyond its time-out
constexpr double kTellWait_s = 1.0;

bool is_cancelled(const MeasurementWatch& watch) { return watch.cancelled && watch.cancelled(); }

/// What an answer of the agent says is wrong.
std::string error_of(const std::string& body) {
  const Json json = try_outside_json(body).value_or(Json());
  const bool says = json.contains("error") && json.at("error").is_string();
  return says ? printable(json.at("error").get<std::string>()) : "it did not say why";
}

MeasurementStatus status_of(const std::string& line, const std::string& id) {
  MeasurementStatus status = measurement_status_from_json(parse_outside_json(line, "a line"));
  if (status.id != id) fail("it is of another measurement");
  return status;
}

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

AgentClient::AgentClient(const AgentAddress& address)
    : url_(address.url), http_(address.url, address.token, address.ca_certificate) {}

http::Answer AgentClient::send(const http::Request& request) const {
  try {
    return http_.send(request);
  } catch (const http::Failed& failed) {
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

Json AgentClient::json_of(const http::Answer& answer, const char* action) const {
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

Json AgentClient::ask(const http::Request& request, const char* action) const {
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
  const std::string file = read_file(model);
  // More than the whole file: it is of another, and is begun anew.
  const auto there = understood(
      [&] { return whole_number(here.at("bytes"), 0, static_cast<std::int64_t>(file.size())); });
  const auto offset = static_cast<std::size_t>(there.value_or(0));
  const std::string target = fmt::format("{}?offset={}&total={}", path, offset, file.size());
  // Without a byte, to hear a refusal before many are sent for nothing.
  if (is_complete(ask({.method = "PUT", .target = target}, "take the model"))) return;
  double told_s = now_s();
  const auto sending = [&](std::uint64_t sent) {
    if (watch.changed && now_s() - told_s >= kTellWait_s) {
      told_s = now_s();
      MeasurementStatus status;
      status.progress =
          fmt::format("uploading, {:.0f} of {:.0f} MB", 1e-6 * static_cast<double>(offset + sent),
                      1e-6 * static_cast<double>(file.size()));
      watch.changed(status);
    }
    return !is_cancelled(watch);
  };
  try {
    ask({.method = "PUT",
         .target = target,
         .body = std::string_view(file).substr(offset),
         .sending = sending},
        "take the model");
  } catch (const AgentUnreachable&) {
    if (!is_cancelled(watch)) throw;
    throw MeasurementCancelled(fmt::format("the upload to the agent at {} was cancelled", url_));
  }
}

MeasurementStatus AgentClient::measure(const fs::path& model, const MeasureRequest& request,
                                       const std::string& id, const MeasurementWatch& watch) {
  const std::string path = "/v1/measurements/" + id;
  const http::Answer begun = send({.target = path});
  if (begun.status == 404) {
    upload(model, request.model_digest + request.suffix, watch);
    const std::string body = json_text(to_json(request));
    ask({.method = "PUT", .target = path, .body = body}, "measure");
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
  double last_waited_s = now_s();  // when it had not begun
  std::string lines;               // what has come of them; the last may lack its end
  const auto hear = [&](std::string_view bytes) {
    lines += bytes;
    for (std::size_t end; (end = lines.find('\n')) != std::string::npos; lines.erase(0, end + 1)) {
      last = understood([&] { return status_of(lines.substr(0, end), id); });
      if (last.state != MeasurementState::kRunning) last_waited_s = now_s();
      if (now_s() - last_waited_s > timeout_s + kPatience_s) {
        throw AgentTrouble(fmt::format("the agent at {} does not end a measurement after {:.0f} s",
                                       url_, timeout_s));
      }
      if (watch.changed) watch.changed(last);
    }
    understood([&] {
      if (lines.size() > kLongestLine) fail("a line of more than {} bytes", kLongestLine);
    });
    return !is_cancelled(watch);
  };
  const auto stop_if_cancelled = [&] {
    if (has_ended(last.state) || !is_cancelled(watch)) return;
    cancel(id);
    throw MeasurementCancelled(fmt::format("the agent at {}: the measurement was cancelled", url_));
  };
  http::Answer answer;
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
