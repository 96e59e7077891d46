// An agent as efs sees it: docs/agent_protocol.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files/filesystem.h"
#include "device/agent/http_client.h"
#include "device/agent/protocol.h"
#include "device/measurement_cancelled.h"

namespace efs::device {

struct AgentAddress {
  std::string url;             // "http://nano:7070", "https://..."
  std::string token;           // empty: none
  std::string ca_certificate;  // PEM file of who signed the agent's; empty: the system's
};

/// The board cannot measure for now, whatever the model: the agent cannot be reached, and the same
/// call goes on where it stopped. What is wrong with the model or the request is another Error.
class AgentUnreachable : public Error {
 public:
  using Error::Error;
};

/// The agent was reached and cannot do it now: no room, too many wait, no such runtime, another
/// token, an answer that nobody understands. To be asked anew later.
class AgentTrouble : public AgentUnreachable {
 public:
  using AgentUnreachable::AgentUnreachable;
};

/// Who follows a measurement; both functions may be absent, and are called at least every second or
/// so, also while the model is uploaded.
struct MeasurementWatch {
  /// Hears how it stands; an upload is a queued one with a `progress`.
  std::function<void(const MeasurementStatus&)> changed = {};
  /// True: it is no longer wanted.
  std::function<bool()> cancelled = {};
};

class AgentClient {
 public:
  /// UsageError: the URL is not http(s)://HOST[:PORT].
  explicit AgentClient(const AgentAddress& address);

  /// AgentUnreachable; AgentTrouble: it refuses the token, or speaks another version.
  Capabilities capabilities();

  /// Uploads what the agent does not have of the file and starts the measurement `id` (32
  /// hexadecimal digits), unless it has been started; follows it to its end. After an
  /// AgentUnreachable the same call goes on where it stopped; after an AgentTrouble another `id` is
  /// needed. MeasurementCancelled: by `watch`; Error: the model is too large, or failed.
  MeasurementStatus measure(const fs::path& model, const MeasureRequest& request,
                            const std::string& id, const MeasurementWatch& watch = {});

  std::vector<double> samples_ms(const std::string& id);
  void cancel(const std::string& id);

 private:
  HttpAnswer send(const HttpRequest& request) const;
  /// The answer's JSON, or what json_of() throws.
  Json ask(const HttpRequest& request, const char* action) const;
  Json json_of(const HttpAnswer& answer, const char* action) const;
  /// AgentTrouble instead of any Error of `read`, which reads what the agent says.
  template <typename Read>
  auto understood(const Read& read) const;

  void upload(const fs::path& model, const std::string& name, const MeasurementWatch& watch);
  void send_file(const fs::path& model, const std::string& target, std::uint64_t offset,
                 std::uint64_t total, const MeasurementWatch& watch);
  MeasurementStatus follow(const std::string& id, double timeout_s, const MeasurementWatch& watch);

  std::string url_;
  HttpClient http_;
};

/// 32 random hexadecimal digits.
std::string new_measurement_id();

}  // namespace efs::device
