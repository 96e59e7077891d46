#include <NvInfer.h>

#include <algorithm>

#include "core/clock.h"
#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "device/file_precision.h"
#include "device/onnx_check.h"
#include "device/onnx_file.h"
#include "device/runtimes/cuda.h"
#include "device/runtimes/engine_cache.h"
#include "device/runtimes/runtimes.h"
#include "device/runtimes/tensorrt_engine.h"
#include "device/runtimes/tensorrt_versions.h"

namespace efs::device {

namespace {

struct Gpu {
  std::string name;
  std::string compute_capability;
};

Gpu current_gpu() {
  int device = 0;
  cuda::check(cudaGetDevice(&device));
  cudaDeviceProp properties{};
  cuda::check(cudaGetDeviceProperties(&properties, device));
  return {properties.name, fmt::format("{}.{}", properties.major, properties.minor)};
}

/// Names the GPU, too: a latency is kept under the version, and the board's name need not tell the
/// GPU.
std::string tensorrt_version() {
  return fmt::format("{} on {}", trt::library_version(), current_gpu().name);
}

/// An engine and the runtime that it needs.
struct Loaded {
  std::unique_ptr<nvinfer1::IRuntime> runtime;
  std::unique_ptr<nvinfer1::ICudaEngine> engine;  // after the runtime: it goes before it
  double build_s = 0.0;
};

/// A float32 tensor of an engine, in the memory of the host and of the GPU.
struct Tensor {
  std::size_t count = 0;
  cuda::HostMemory host;
  cuda::Memory device;

  explicit Tensor(const trt::Tensor& of) : count(1) {
    for (int i = 0; i < of.shape.nbDims; ++i) count *= static_cast<std::size_t>(of.shape.d[i]);
    host = cuda::allocate_on_host(bytes());
    device = cuda::allocate(bytes());
  }
  std::size_t bytes() const { return count * sizeof(float); }
  float* values() const { return static_cast<float*>(host.get()); }
};

/// The engine's two tensors, the input first.
std::vector<trt::Tensor> require_one_each(std::vector<trt::Tensor> tensors) {
  const auto inputs = std::count_if(tensors.begin(), tensors.end(),
                                    [](const trt::Tensor& tensor) { return tensor.is_input; });
  if (inputs != 1 || tensors.size() != 2) {
    fail("the model has {} inputs and {} outputs; a detector has one of each", inputs,
         tensors.size() - static_cast<std::size_t>(inputs));
  }
  for (const trt::Tensor& tensor : tensors) {
    if (tensor.type != nvinfer1::DataType::kFLOAT)
      fail("the model's {} is not float32", tensor.name);
  }
  return tensors;
}

class TensorrtSession final : public Session {
 public:
  explicit TensorrtSession(Loaded loaded)
      : loaded_(std::move(loaded)),
        context_(trt::own(loaded_.engine->createExecutionContext(), "make a context")),
        tensors_(require_one_each(trt::tensors_of(*loaded_.engine))),
        input_(tensors_[tensors_[0].is_input ? 0 : 1]),
        output_(tensors_[tensors_[0].is_input ? 1 : 0]),
        stream_(cuda::make_stream()) {
    for (const trt::Tensor& tensor : tensors_) {
      memory_.push_back((tensor.is_input ? input_ : output_).device.get());
    }
    if (!trt::bind(*context_, tensors_, memory_)) trt::fail_to("take the GPU's memory");
  }

  std::vector<float> run(Span<const float> input) override {
    if (input.size() != input_count()) {
      fail("the model takes {} input values, {} were given", input_count(), input.size());
    }
    std::copy(input.begin(), input.end(), input_.values());
    cuda::check(cudaMemcpyAsync(input_.device.get(), input_.host.get(), input_.bytes(),
                                cudaMemcpyHostToDevice, stream_.get()));
    if (!trt::enqueue(*context_, memory_, stream_.get())) trt::fail_to("run the model");
    cuda::check(cudaMemcpyAsync(output_.host.get(), output_.device.get(), output_.bytes(),
                                cudaMemcpyDeviceToHost, stream_.get()));
    cuda::check(cudaStreamSynchronize(stream_.get()));
    return {output_.values(), output_.values() + output_.count};
  }

  std::size_t input_count() const override { return input_.count; }
  double build_s() const override { return loaded_.build_s; }

 private:
  Loaded loaded_;
  std::unique_ptr<nvinfer1::IExecutionContext> context_;
  std::vector<trt::Tensor> tensors_;
  Tensor input_, output_;
  std::vector<void*> memory_;  // of the GPU, in the order of tensors_
  cuda::Stream stream_;
};

/// The precisions to which it converts a file in fp32.
std::vector<std::string> converts_to() {
  if (trt::kStronglyTyped) return {};
  return {"fp16"};
}

/// The precision of the engine. UsageError: TensorRT cannot run the file in it.
std::string engine_precision(const fs::path& model, const std::string& bytes,
                             const std::string& asked) {
  require_precision("tensorrt", model, bytes, asked, converts_to());
  const std::string stated = file_precision(model, bytes);
  if (stated == "int8") {
    fail_usage(
        "{}: its int8 numbers are unsigned, for ONNX Runtime (docs/onnx.md), and TensorRT does not "
        "take them; give the fp32 file to tensorrt, or to trtexec, which times int8",
        model.string());
  }
  return asked == "fp32" ? stated : asked;
}

/// UsageError: a file without a fixed batch, for which an engine cannot be built.
void require_fixed_batch(const fs::path& model, const std::string& bytes) {
  if (!onnx_takes_any_batch(bytes)) return;
  fail_usage(
      "{}: it takes any batch, and TensorRT builds its engine for one; give it a file that `efs "
      "export` writes without --batch, or with a number",
      model.string());
}

/// Null: the bytes do not fit this GPU or this TensorRT.
std::unique_ptr<nvinfer1::ICudaEngine> engine_of(nvinfer1::IRuntime& runtime,
                                                 const std::string& bytes) {
  return std::unique_ptr<nvinfer1::ICudaEngine>(
      runtime.deserializeCudaEngine(bytes.data(), bytes.size()));
}

/// Builds the engine and keeps it.
std::string built_engine(const std::string& onnx, const EngineKey& key, const EngineCache& cache,
                         const MeasurementProgress& progress) {
  if (progress) progress("building TensorRT's engine, once for this model; it can take minutes");
  const auto built =
      trt::build_engine(onnx, key.precision == "fp16", cache.timings(key).value_or(std::string()));
  cache.keep_engine(key, built.engine);
  cache.keep_timings(key, built.timings);
  return built.engine;
}

Loaded load_engine(const std::string& onnx, const EngineKey& key,
                   const MeasurementProgress& progress) {
  cuda::check(cudaFree(nullptr));  // starts CUDA, which is no part of a build
  const EngineCache cache(cache_folder("tensorrt"), progress);
  Loaded loaded;
  loaded.runtime = trt::own(nvinfer1::createInferRuntime(trt::logger()), "start");
  if (const auto kept = cache.engine(key)) {
    loaded.engine = engine_of(*loaded.runtime, *kept);
    if (loaded.engine) return loaded;
    if (progress) progress("the kept engine does not fit: " + trt::logger().take_errors());
  }
  const double start_s = now_s();
  const std::string bytes = built_engine(onnx, key, cache, progress);
  loaded.build_s = now_s() - start_s;
  if (progress) progress(fmt::format("built the engine in {:.1f} s", loaded.build_s));
  loaded.engine = trt::own(engine_of(*loaded.runtime, bytes).release(), "load what it built");
  return loaded;
}

std::unique_ptr<Session> load_tensorrt(const fs::path& model, const LoadOptions& options) {
  if (options.threads < 1) {
    fail_usage("runtime tensorrt: threads = {}; give at least 1", options.threads);
  }
  const std::string bytes = read_file(model);
  try {
    require_sound_onnx(bytes);
    onnx_input_shape(bytes);  // refuses what is no model
    require_fixed_batch(model, bytes);
    const std::string precision = engine_precision(model, bytes, options.precision);
    const Gpu gpu = current_gpu();
    const EngineKey key{sha256_hex(bytes), precision, trt::library_version(), gpu.name,
                        gpu.compute_capability};
    return std::make_unique<TensorrtSession>(load_engine(bytes, key, options.progress));
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {
    fail("{}: TensorRT cannot load the model: {}", model.string(), error.what());
  }
}

}  // namespace

Runtime tensorrt_runtime() {
  Runtime runtime{"tensorrt", "TensorRT on an NVIDIA GPU, ONNX files", tensorrt_version, ".onnx",
                  load_tensorrt};
  for (const std::string& precision : converts_to()) runtime.precisions.push_back(precision);
  return runtime;
}

}  // namespace efs::device
