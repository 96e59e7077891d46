// Every runtime of this program: device's table and the one that needs libtorch.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "device/runtime.h"

namespace efs::tune {

const std::vector<device::Runtime>& all_runtimes();
/// Error offers the nearest name.
const device::Runtime& runtime(const std::string& name);
/// The one that checks and evaluates files with this file's suffix and numbers ("fp32", ...: what
/// OpenCV reads is float32 only); UsageError names the suffixes there are.
const device::Runtime& runtime_of_file(const std::filesystem::path& model,
                                       const std::string& precision = "fp32");

}  // namespace efs::tune
