// The table of runtimes.
#pragma once

#include <vector>

#include "device/runtime.h"

namespace efs::device {

/// The runtimes built into this library; tune adds those that need libtorch.
const std::vector<Runtime>& runtimes();

}  // namespace efs::device
