// The runtimes of this machine as a configuration names them; tune/model/runtimes.h has what runs
// them. No libtorch, no OpenCV.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace efs::tune {

/// The one that auto_runtime.h says.
inline constexpr const char* kAutoRuntime = "auto";

/// By name, what each makes of a float32 model; in the order of all_runtimes().
inline const std::vector<std::pair<std::string, std::vector<std::string>>> kRuntimePrecisions{
    {"opencv", {"fp32"}},
    {"onnxruntime", {"fp32"}},
    {"tensorrt", {"fp32", "fp16", "int8"}},
    {"torch", {"fp32"}}};

}  // namespace efs::tune
