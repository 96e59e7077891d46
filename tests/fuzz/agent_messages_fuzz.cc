// Any bytes as a message of either side are read or refused with an Error.
#include <cstdint>
#include <string>

#include "core/error.h"
#include "device/agent/protocol.h"
#include "device/runtimes/command.h"

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
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return 0;
  read_or_refuse([&] {
    // What was understood is written so that it is understood the same.
    const auto request = device::measure_request_from_json(json);
    const Json written = device::to_json(request);
    if (device::to_json(device::measure_request_from_json(written)) != written) __builtin_trap();
  });
  read_or_refuse([&] { device::measurement_status_from_json(json); });
  read_or_refuse([&] { device::capabilities_from_json(json); });
  read_or_refuse([&] { device::latency_result_from_json(json); });
  read_or_refuse([&] { device::benchmark_program_from_json(json); });
  return 0;
}
