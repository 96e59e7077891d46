// The runtimes of this machine as a configuration names them; tune/model/runtimes.h has what runs
// them. No libtorch, no OpenCV.
#pragma once

#include <string>
#include <vector>

namespace efs::tune {

/// In the order of all_runtimes(): "opencv", ..., "torch".
std::vector<std::string> runtime_names();
/// What a float32 model may be run in, "fp32" first; by at least one runtime.
std::vector<std::string> runtime_precisions();
/// Those that run a float32 model in it.
std::vector<std::string> runtimes_with(const std::string& precision);

}  // namespace efs::tune
