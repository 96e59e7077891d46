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
/// The one that runs files with this file's suffix; UsageError names the suffixes there are.
const device::Runtime& runtime_of_file(const std::filesystem::path& model);

}  // namespace efs::tune
