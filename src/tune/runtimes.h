// Every runtime of this program: device's table and the one that needs libtorch.
#pragma once

#include <string>
#include <vector>

#include "device/runtime.h"

namespace efs::tune {

const std::vector<device::Runtime>& all_runtimes();
/// Error offers the nearest name.
const device::Runtime& runtime(const std::string& name);

}  // namespace efs::tune
