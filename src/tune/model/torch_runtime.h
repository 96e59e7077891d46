#pragma once

#include "device/runtime.h"

namespace efs::tune {

/// "torch": a TorchScript file, frozen and optimised for inference by libtorch, on the CPU.
device::Runtime torch_runtime();

}  // namespace efs::tune
