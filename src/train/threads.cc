#include "train/threads.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "core/error.h"
#include "core/text/spelling.h"
#include "train/device.h"

namespace efs::train {

torch::Device choose_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (name == "auto") return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  if (name != "cuda") {
    throw UsageError(unknown_name_message("device", name, {"auto", "cpu", "cuda"}));
  }
  if (!torch::cuda::is_available()) {
    fail_usage(
        "device 'cuda' was asked for, but this libtorch sees no CUDA device; use device 'cpu' or "
        "'auto', or build against a libtorch with CUDA");
  }
  return torch::kCUDA;
}

void require_device(const std::string& name) { choose_device(name); }

void use_threads(int threads) {
  at::set_num_threads(threads);
  // The variable OPENBLAS_NUM_THREADS is read when the library is loaded, which is too early for
  // us; the function is there whenever libtorch's BLAS is OpenBLAS.
  using SetThreads = void (*)(int);
  if (auto* set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    set(1);
  }
}

}  // namespace efs::train
