// The targets of a search, opened and looked at before it begins.
#pragma once

#include <functional>
#include <memory>

#include "device/devices/device.h"
#include "tune/latency/auto_runtime.h"
#include "tune/options.h"

namespace efs::tune {

/// Of a target with a `url`. Error: its token's file cannot be read.
device::AgentAddress agent_address(const LatencyTarget& target);

/// The runtime must be chosen. `cancelled`: of device::DeviceOptions. Error: its token's file cannot
/// be read; no such runtime on this machine.
std::unique_ptr<device::Device> open_device(const LatencyTarget& target,
                                            const std::function<bool()>& cancelled = {});

/// What `auto` is for a target. AgentUnreachable: it is a board's, and cannot be asked.
AutoRuntime auto_runtime(const LatencyTarget& target);

/// Gives each target whose runtime is `auto` one and the reason; the study stores it, so that all
/// its latencies can be compared. A board that cannot be asked gets that of auto_runtime_unasked().
/// UsageError as check_devices().
void choose_runtimes(LatencyTargets& targets);

/// UsageError: the target can be reached, and cannot measure what a search writes: it has not the
/// runtime or the precision, or the runtime takes other files. One that cannot be reached is left
/// to the trials, which wait for it.
void check_devices(const LatencyTargets& targets);

}  // namespace efs::tune
