// Instead of tensorrt.cc where TensorRT was not found (cmake/EfsTensorrt.cmake).
#include "core/error.h"
#include "device/runtimes/runtimes.h"

namespace efs::device {

namespace {

[[noreturn]] void refuse() {
  fail(
      "this program was built without TensorRT; install libnvinfer-dev, libnvonnxparsers-dev and "
      "CUDA's runtime (JetPack has them), or name their folders with -DTENSORRT_ROOT=... and "
      "-DCUDA_ROOT=..., and build it again with -DEFS_TENSORRT=ON. The runtime trtexec needs "
      "nothing of this: an efs-agent that has the program trtexec in its PATH offers it");
}

}  // namespace

Runtime tensorrt_runtime() {
  return {"tensorrt", "TensorRT on an NVIDIA GPU, ONNX files; not built in",
          []() -> std::string { refuse(); }, ".onnx",
          [](const fs::path&, const LoadOptions&) -> std::unique_ptr<Session> { refuse(); }};
}

}  // namespace efs::device
