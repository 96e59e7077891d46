#include "device/agent/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "support/message_of.h"

namespace efs::device {
namespace {

using testing::HasSubstr;

MeasureRequest request() {
  MeasureRequest out;
  out.model_digest = std::string(64, 'a');
  out.runtime = "onnxruntime";
  out.precision = "int8";
  out.threads = 3;
  out.options = {.warmup_runs = 1, .min_runs = 7, .max_s = 2.5, .cool_down_s = 3.0, .cpus = {1, 3}};
  out.timeout_s = 12.0;
  return out;
}

TEST(AgentProtocol, ARequestReadsBack) {
  const Json json = to_json(request());
  EXPECT_EQ(to_json(measure_request_from_json(json)), json);
  EXPECT_EQ(json.at("protocol"), kProtocolVersion);
}

std::string refusal(const char* field, const Json& value) {
  Json json = to_json(request());
  json[field] = value;
  return message_of([&] { measure_request_from_json(json); });
}

TEST(AgentProtocol, RefusesWhatIsOutOfRange) {
  EXPECT_THAT(refusal("model", "abc"), HasSubstr("'model' must be the file's SHA-256"));
  EXPECT_THAT(refusal("model", std::string(63, 'a') + "/"), HasSubstr("SHA-256"));
  EXPECT_THAT(refusal("suffix", "/../../etc/passwd"), HasSubstr("'suffix'"));
  EXPECT_THAT(refusal("runtime", "sh -c reboot"),
              HasSubstr("'runtime' is 'sh -c reboot', but must be a word"));
  EXPECT_THAT(refusal("threads", 0), HasSubstr("'threads' is 0"));
  EXPECT_THAT(refusal("threads", 1.5), HasSubstr("'threads' is 1.5"));
  EXPECT_THAT(refusal("threads", "4"), HasSubstr("'threads' is \"4\""));
  EXPECT_THAT(refusal("timeout_s", 1e9), HasSubstr("'timeout_s'"));
  EXPECT_THAT(refusal("options", 1), HasSubstr("lacks 'warmup_runs'"));
  EXPECT_THAT(refusal("protocol", 2), HasSubstr("version 2 of the protocol"));
}

TEST(AgentProtocol, NamesWhatIsMissing) {
  const Json whole = to_json(request());
  for (const auto& [name, value] : whole.items()) {
    Json json = whole;
    json.erase(name);
    EXPECT_THAT(message_of([&] { measure_request_from_json(json); }),
                HasSubstr("lacks '" + name + "'"));
  }
  EXPECT_THAT(message_of([] { measure_request_from_json(Json(3)); }), HasSubstr("no JSON object"));
}

TEST(AgentProtocol, AStatusReadsBack) {
  for (const auto state :
       {MeasurementState::kQueued, MeasurementState::kRunning, MeasurementState::kDone,
        MeasurementState::kFailed, MeasurementState::kCancelled}) {
    MeasurementStatus status;
    status.id = std::string(32, '0');
    status.state = state;
    status.progress = "12 runs";
    status.error = "none";
    status.result = {{"median_ms", 1.5}};
    const Json json = to_json(status);
    EXPECT_EQ(to_json(measurement_status_from_json(json)), json);
    EXPECT_EQ(measurement_state_of(to_string(state)), state);
  }
  EXPECT_THROW(measurement_state_of("gone"), Error);
}

TEST(AgentProtocol, CapabilitiesReadBackAndAnotherVersionIsRefused) {
  Capabilities board;
  board.agent_version = "1.2.3";
  board.board = "NVIDIA Jetson Nano Developer Kit";
  board.machine = "aarch64";
  board.cpus = 4;
  board.clock.governor = "performance";
  board.clock.fixed = true;
  board.clock.frequency_mhz = 1479.0;
  board.clock.temperature_c = 41.5;
  board.clock.throttling = "under-voltage";
  board.runtimes = {{"trtexec", "8.2", ".onnx", {"fp32", "fp16"}}};
  board.max_model_bytes = 1ULL << 33;
  board.max_queued = 16;
  Json json = to_json(board);
  EXPECT_EQ(to_json(capabilities_from_json(json)), json);
  EXPECT_TRUE(json.at("clock").at("fixed"));
  // An older agent's.
  json.at("runtimes").at(0).erase("precisions");
  EXPECT_TRUE(capabilities_from_json(json).runtimes.at(0).precisions.empty());
  json["protocol"] = 7;
  EXPECT_THAT(message_of([&] { capabilities_from_json(json); }),
              HasSubstr("it speaks version 7 of the protocol, this program version 1"));
}

}  // namespace
}  // namespace efs::device
