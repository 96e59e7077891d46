#include "tune/model/torch_runtime.h"

// First: under C++20 clang 14 otherwise instantiates std::vector<IValue> before IValue is complete.
#include <ATen/core/ivalue.h>
//
#include <ATen/Parallel.h>
#include <c10/util/accumulate.h>
#include <torch/csrc/jit/passes/tensorexpr_fuser.h>
#include <torch/script.h>
#include <torch/version.h>

#include "core/error.h"
#include "device/file_precision.h"

namespace efs::tune {
namespace {

class TorchSession final : public device::Session {
 public:
  TorchSession(const std::filesystem::path& model, int threads, int batch) : threads_(threads) {
    if (threads < 1) fail_usage("a runtime needs at least 1 thread, not {}", threads);
    // libtorch 2.6 hangs in optimize_for_inference with the tensor-expression fuser on.
    torch::jit::setTensorExprFuserEnabled(false);
    try {
      auto loaded = torch::jit::load(model.string(), torch::kCPU);
      loaded.eval();
      read_input_shape(loaded, batch);
      auto frozen = torch::jit::freeze(loaded);
      module_ = torch::jit::optimize_for_inference(frozen);
    } catch (const c10::Error& error) {
      fail("cannot load {} as a TorchScript file: {}", model.string(),
           error.what_without_backtrace());
    }
  }

  std::vector<float> run(std::span<const float> input) override {
    if (input.size() != input_count()) {
      fail("the model takes {} input values, not {}", input_count(), input.size());
    }
    const torch::InferenceMode inference;
    at::set_num_threads(threads_);
    const auto tensor = torch::from_blob(const_cast<float*>(input.data()), shape_, torch::kFloat32);
    const auto output = module_.forward({tensor}).toTensor().contiguous();
    return {output.data_ptr<float>(), output.data_ptr<float>() + output.numel()};
  }

  std::size_t input_count() const override {
    return static_cast<std::size_t>(c10::multiply_integers(shape_));
  }

 private:
  /// TorchScript takes any batch.
  void read_input_shape(const torch::jit::Module& module, int batch) {
    if (!module.hasattr("input_shape")) {
      fail("the TorchScript file does not state its input shape; efs writes it into best/model.pt");
    }
    shape_ = module.attr("input_shape").toIntVector();
    if (!shape_.empty()) shape_.front() = batch;
  }

  int threads_;
  std::vector<std::int64_t> shape_;
  torch::jit::Module module_;
};

std::unique_ptr<device::Session> load(const std::filesystem::path& model,
                                      const device::LoadOptions& options) {
  device::require_precision("torch", model, {}, options.precision);
  return std::make_unique<TorchSession>(model, options.threads, options.batch);
}

}  // namespace

device::Runtime torch_runtime() {
  return {.name = "torch",
          .summary = "TorchScript on libtorch's CPU kernels, frozen and optimised for inference",
          .version = [] { return std::string(TORCH_VERSION); },
          .suffix = ".pt",
          .load = load};
}

}  // namespace efs::tune
