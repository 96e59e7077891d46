#include "tune/latency/open_device.h"

#include "core/error.h"
#include "device/agent/client.h"
#include "http/token.h"
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

/// Calls `look`, whose errors become a UsageError that names the target. One that cannot be reached
/// is passed over.
template <typename Look>
void look_at(const LatencyTarget& target, const Look& look) {
  const auto refuse = [&](const Error& error) {
    fail_usage("{}{}", target.name.empty() ? "latency: " : fmt::format("target {}: ", target.name),
               error.what());
  };
  try {
    look();
  } catch (const device::AgentTrouble& error) {
    refuse(error);
  } catch (const device::AgentUnreachable&) {  // which is told where it is to measure
  } catch (const Error& error) {
    refuse(error);
  }
}

}  // namespace

device::AgentAddress agent_address(const LatencyTarget& target) {
  return {target.url, http::read_token(target.token_file.string()), target.ca_certificate.string()};
}

std::unique_ptr<device::Device> open_device(const LatencyTarget& target,
                                            const std::function<bool()>& cancelled) {
  const device::DeviceOptions how{.threads = target.threads,
                                  .precision = target.precision,
                                  .protocol = target.protocol,
                                  .timeout_s = target.timeout_s,
                                  .cancelled = cancelled};
  if (target.url.empty()) return device::this_machine(runtime(target.runtime), how);
  return device::agent_device(agent_address(target), target.runtime, how);
}

AutoRuntime auto_runtime(const LatencyTarget& target) {
  if (target.url.empty()) return auto_runtime_here();
  return auto_runtime_of(device::AgentClient(agent_address(target)).capabilities(),
                         target.precision);
}

void choose_runtimes(LatencyTargets& targets) {
  for (LatencyTarget& target : targets.all) {
    if (target.runtime != kAutoRuntime) continue;
    AutoRuntime choice = auto_runtime_unasked();
    look_at(target, [&] { choice = auto_runtime(target); });
    target.runtime = choice.name;
    target.runtime_reason = choice.why;
  }
}

void check_devices(const LatencyTargets& targets) {
  for (const LatencyTarget& target : targets.all) look_at(target, [&] { check(target); });
}

}  // namespace efs::tune
