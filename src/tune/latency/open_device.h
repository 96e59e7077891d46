// The targets of a search, opened and looked at before it begins.
#pragma once

#include <functional>
#include <memory>

#include "device/devices/device.h"
#include "tune/options.h"

namespace efs::tune {

/// `cancelled`: of device::DeviceOptions. Error: its token's file cannot be read; no such runtime
/// on this machine.
std::unique_ptr<device::Device> open_device(const LatencyTarget& target,
                                            const std::function<bool()>& cancelled = {});

/// UsageError: the target can be reached, and cannot measure what a search writes: it has not the
/// runtime or the precision, or the runtime takes other files. One that cannot be reached is left
/// to the trials, which wait for it.
void check_devices(const LatencyTargets& targets);

}  // namespace efs::tune
