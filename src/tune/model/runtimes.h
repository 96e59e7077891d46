// Every runtime of this program: device's table and the one that needs libtorch.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "device/runtime.h"

namespace efs::tune {

const std::vector<device::Runtime>& all_runtimes();
/// Error offers the nearest name.
const device::Runtime& runtime(const std::string& name);
/// Those that check ONNX files of these numbers ("fp32", ...: what OpenCV reads is float32 only) in runs of
/// so many images (not every OpenCV takes several); whether they are on this system or not.
std::vector<std::reference_wrapper<const device::Runtime>> checkers_of_onnx(
    const std::string& precision, std::int64_t images);
/// The one that checks and evaluates files with this file's suffix and numbers, in runs of so many
/// images: of ONNX files the first of their checkers. UsageError names the suffixes there are.
const device::Runtime& runtime_of_file(const std::filesystem::path& model,
                                       const std::string& precision = "fp32",
                                       std::int64_t images = 1);

}  // namespace efs::tune
