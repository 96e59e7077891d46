// Any bytes as a message of either side are read or refused with an Error: JSON in the form of each
// message, and the heads of HTTP.
#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "device/agent/protocol.h"
#include "device/names.h"
#include "device/onnx_check.h"
#include "device/runtimes/command.h"
#include "http/head.h"

namespace {

template <typename Read>
void read_or_refuse(Read read) {
  try {
    read();
  } catch (const efs::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    http::body_length(http::parse_request_head(text));
  } catch (const http::Refused&) {
  }
  try {
    http::parse_answer_head(text);
  } catch (const http::Refused&) {
  }
  read_or_refuse([&] { device::require_sound_onnx(text); });
  const auto read = try_outside_json(text);
  if (!read) return 0;
  const Json& json = *read;
  json_text(json);
  read_or_refuse([&] {
    // What was understood is written so that it is understood the same.
    const auto request = device::measure_request_from_json(json);
    const Json written = device::to_json(request);
    if (device::to_json(device::measure_request_from_json(written)) != written) __builtin_trap();
  });
  read_or_refuse([&] {
    // No byte of it acts on a terminal.
    const auto status = device::measurement_status_from_json(json);
    for (const char c : status.progress + status.error) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) __builtin_trap();
    }
  });
  read_or_refuse([&] {
    for (const auto& offer : device::capabilities_from_json(json).runtimes) {
      if (!device::is_model_file_suffix(offer.suffix)) __builtin_trap();
    }
  });
  read_or_refuse([&] { device::latency_result_from_json(json); });
  read_or_refuse([&] { device::benchmark_program_from_json(json); });
  return 0;
}
