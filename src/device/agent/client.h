// A client of efs-agent: docs/agent_protocol.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files/filesystem.h"
#include "device/agent/protocol.h"
#include "http/client.h"

namespace efs::device {

struct AgentAddress {
  std::string url;             // "http://nano:7070", "https://..."
  std::string token;           // empty: none
  std::string ca_certificate;  // PEM file of who signed the agent's; empty: the system's own
};

/// The board cannot measure for now, whatever the model: the agent cannot be reached. The same call
/// goes on where it stopped. Any other Error means that the model or the request is wrong.
class AgentUnreachable : public Error {
 public:
  using Error::Error;
};

/// The agent was reached and cannot do it now: it has no room, too many wait, it lacks the runtime,
/// it wants another token, or its answer makes no sense. Ask again later.
class AgentTrouble : public AgentUnreachable {
 public:
  using AgentUnreachable::AgentUnreachable;
};

/// Follows a measurement. Both functions may be absent; they are called about every second, also
/// while the model is uploaded.
struct MeasurementWatch {
  /// Receives the status; during the upload that is kQueued with a `progress`.
  std::function<void(const MeasurementStatus&)> changed = {};
  /// True: the measurement is no longer wanted.
  std::function<bool()> cancelled = {};
};

class AgentClient {
 public:
  /// UsageError: the URL is not http(s)://HOST[:PORT].
  explicit AgentClient(const AgentAddress& address);

  /// AgentUnreachable; AgentTrouble: the agent refuses the token, or speaks another version.
  Capabilities capabilities();

  /// Uploads what the agent lacks of the file and starts the measurement `id` (32 hexadecimal
  /// digits), unless it was started before; follows it to its end. After an AgentUnreachable the
  /// same call goes on where it stopped; after an AgentTrouble it needs another `id`.
  /// MeasurementCancelled: `watch` said so; Error: the model is too large, or failed.
  MeasurementStatus measure(const fs::path& model, const MeasureRequest& request,
                            const std::string& id, const MeasurementWatch& watch = {});

  std::vector<double> samples_ms(const std::string& id);
  void cancel(const std::string& id);

 private:
  http::Answer send(const http::Request& request) const;
  /// send() and json_of().
  Json ask(const http::Request& request, const char* action) const;
  /// The answer's JSON. Throws what an answer that is no success means; `action` completes "the
  /// agent cannot ...".
  Json json_of(const http::Answer& answer, const char* action) const;
  /// `read` reads what the agent said: AgentTrouble instead of whatever it throws.
  template <typename Read>
  auto understood(const Read& read) const;

  void upload(const fs::path& model, const std::string& name, const MeasurementWatch& watch);
  MeasurementStatus follow(const std::string& id, double timeout_s, const MeasurementWatch& watch);

  std::string url_;
  http::Client http_;
};

/// 32 random hexadecimal digits.
std::string new_measurement_id();

}  // namespace efs::device
