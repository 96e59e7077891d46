#include "tune/latency/open_device.h"

#include "core/error.h"
#include "device/agent/token.h"
#include "tune/model/model_export.h"
#include "tune/model/runtimes.h"

namespace efs::tune {
namespace {

void check(const LatencyTarget& target) {
  const auto opened = open_device(target);
  const std::string suffix = opened->suffix();
  if (!is_model_suffix(suffix)) {
    fail("runtime {} takes {} files, which a search does not write; choose another", target.runtime,
         suffix);
  }
  opened->check();
}

}  // namespace

std::unique_ptr<device::Device> open_device(const LatencyTarget& target,
                                            const std::function<bool()>& cancelled) {
  const device::DeviceOptions how{.threads = target.threads,
                                  .precision = target.precision,
                                  .protocol = target.protocol,
                                  .timeout_s = target.timeout_s,
                                  .cancelled = cancelled};
  if (target.url.empty()) return device::this_machine(runtime(target.runtime), how);
  return device::agent_device(
      {target.url, device::read_token(target.token_file.string()), target.ca_certificate.string()},
      target.runtime, how);
}

void check_devices(const LatencyTargets& targets) {
  for (const LatencyTarget& target : targets.all) {
    const auto refuse = [&](const Error& error) {
      fail_usage("{}{}",
                 target.name.empty() ? "latency: " : fmt::format("target {}: ", target.name),
                 error.what());
    };
    try {
      check(target);
    } catch (const device::AgentTrouble& error) {
      refuse(error);
    } catch (const device::AgentUnreachable&) {  // which is told where it is to measure
    } catch (const Error& error) {
      refuse(error);
    }
  }
}

}  // namespace efs::tune
