// An agent as efs sees it: docs/agent_protocol.md.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/filesystem.h"
#include "device/agent/protocol.h"

namespace efs::device {

struct AgentAddress {
  std::string url;             // "http://nano:7070", "https://..."
  std::string token;           // empty: none
  std::string ca_certificate;  // PEM file of who signed the agent's; empty: the system's
};

/// The agent cannot be reached, for now; everything else that goes wrong is an Error.
class AgentUnreachable : public Error {
 public:
  using Error::Error;
};

/// As the caller wished (MeasurementWatch).
class MeasurementCancelled : public Error {
 public:
  using Error::Error;
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
  explicit AgentClient(AgentAddress address);
  ~AgentClient();
  AgentClient(const AgentClient&) = delete;
  AgentClient& operator=(const AgentClient&) = delete;

  /// AgentUnreachable; Error: it refuses the token, or speaks another version.
  Capabilities capabilities();

  /// Uploads what the agent does not have of the file and starts the measurement `id` (32
  /// hexadecimal digits), unless it has been started; follows it to its end. After an
  /// AgentUnreachable the same call goes on where it stopped. MeasurementCancelled: by `watch`;
  /// Error: refused, failed, or cancelled by another.
  MeasurementStatus measure(const fs::path& model, const MeasureRequest& request,
                            const std::string& id, const MeasurementWatch& watch = {});

  std::vector<double> samples_ms(const std::string& id);
  void cancel(const std::string& id);

 private:
  struct Connection;
  void upload(const fs::path& model, const std::string& name, const MeasurementWatch& watch);
  MeasurementStatus follow(const std::string& id, const MeasurementWatch& watch);
  std::unique_ptr<Connection> connection_;
};

/// 32 random hexadecimal digits.
std::string new_measurement_id();

}  // namespace efs::device
