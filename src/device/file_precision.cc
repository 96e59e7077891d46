#include "device/file_precision.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "device/onnx_file.h"

namespace efs::device {

std::string file_precision(const fs::path& model, std::string_view bytes) {
  const std::string stated =
      model.extension() == ".onnx" ? onnx_metadata(bytes, "efs.precision") : std::string();
  return stated.empty() ? "fp32" : stated;
}

void require_precision(const std::string& runtime, const fs::path& model, std::string_view bytes,
                       const std::string& precision, const std::vector<std::string>& converts_to) {
  if (precision == "fp32") return;
  if (std::find(converts_to.begin(), converts_to.end(), precision) != converts_to.end()) return;
  const std::string stated = file_precision(model, bytes);
  if (precision == stated) return;
  fail_usage(
      "{}: the file is in {}, and runtime {} converts {}, so that it cannot be run in {}; `efs "
      "export --precision` writes files in fp16 and int8, and the runtimes tensorrt (fp16) and "
      "trtexec convert one in fp32",
      model.string(), stated, runtime,
      converts_to.empty() ? "nothing" : fmt::format("to {} only", fmt::join(converts_to, " and ")),
      precision);
}

}  // namespace efs::device
