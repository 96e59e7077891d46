#include "core/error.h"
#include "core/files/files.h"
#include "core/process/standard_streams.h"
#include "device/file_precision.h"
#include "device/onnx_check.h"
#include "device/onnx_file.h"
#include "device/runtimes/onnxruntime_library.h"
#include "device/runtimes/runtimes.h"

namespace efs::device {

namespace {

using ort::Library;

/// Owns an object that the library allocated; `release` is the library's function for that.
template <typename Object, void (*ort::Api::*release)(Object*)>
class Owned {
 public:
  Owned() = default;
  ~Owned() { (Library::get().api().*release)(object_); }  // null is allowed
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  Object* get() const { return object_; }
  Object** out() { return &object_; }

 private:
  Object* object_ = nullptr;
};

using OwnedOptions = Owned<ort::SessionOptions, &ort::Api::release_session_options>;
using OwnedSession = Owned<ort::Session, &ort::Api::release_session>;
using OwnedMemory = Owned<ort::MemoryInfo, &ort::Api::release_memory_info>;
using OwnedValue = Owned<ort::Value, &ort::Api::release_value>;
using OwnedInfo = Owned<ort::TensorInfo, &ort::Api::release_tensor_info>;

class OnnxruntimeSession final : public Session {
 public:
  OnnxruntimeSession(const std::string& bytes, const std::vector<std::int64_t>& shape, int threads)
      : library_(Library::get()) {
    const ort::Api& api = library_.api();
    OwnedOptions options;
    library_.check(api.create_session_options(options.out()));
    library_.check(api.set_intra_op_threads(options.get(), threads));
    library_.check(api.set_inter_op_threads(options.get(), 1));
    library_.check(api.set_graph_optimization_level(options.get(), ort::kAllOptimisations));
    const SilencedErrors silenced;
    library_.check(api.create_session_from_array(library_.env(), bytes.data(), bytes.size(),
                                                 options.get(), session_.out()));
    const std::size_t outputs = require_one_input();
    input_name_ = name(api.input_name, 0);
    for (std::size_t i = 0; i < outputs; ++i) output_names_.push_back(name(api.output_name, i));
    bind_input(shape);
  }

  std::vector<float> run(Span<const float> input) override {
    if (input.size() != input_count()) {
      fail("the model takes {} input values, {} were given", input_count(), input.size());
    }
    std::copy(input.begin(), input.end(), input_.begin());
    const char* const input_name = input_name_.c_str();
    const ort::Value* const value = input_value_.get();
    std::vector<const char*> names;
    for (const std::string& output : output_names_) names.push_back(output.c_str());
    std::vector<ort::Value*> outputs(names.size());
    library_.check(library_.api().run(session_.get(), nullptr, &input_name, &value, 1, names.data(),
                                      names.size(), outputs.data()));
    std::vector<OwnedValue> owned(outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) *owned[i].out() = outputs[i];
    std::vector<float> values;
    for (ort::Value* output : outputs) append_floats(output, values);
    return values;
  }

  std::size_t input_count() const override { return input_.size(); }

 private:
  /// The number of outputs.
  std::size_t require_one_input() const {
    std::size_t inputs = 0, outputs = 0;
    library_.check(library_.api().input_count(session_.get(), &inputs));
    library_.check(library_.api().output_count(session_.get(), &outputs));
    if (inputs != 1) fail("the model has {} inputs; a detector has one", inputs);
    return outputs;
  }

  template <typename Function>
  std::string name(Function function, std::size_t position) const {
    const ort::Api& api = library_.api();
    ort::Allocator* allocator = nullptr;
    library_.check(api.default_allocator(&allocator));
    char* allocated = nullptr;
    library_.check(function(session_.get(), position, allocator, &allocated));
    const std::string copy = allocated;
    library_.check(api.free_with(allocator, allocated));
    return copy;
  }

  void bind_input(const std::vector<std::int64_t>& shape) {
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    input_.resize(count);
    OwnedMemory memory;
    library_.check(library_.api().create_cpu_memory_info(ort::kDeviceAllocator, ort::kDefaultMemory,
                                                         memory.out()));
    library_.check(library_.api().create_tensor_over(
        memory.get(), input_.data(), count * sizeof(float), shape.data(), shape.size(), ort::kFloat,
        input_value_.out()));
  }

  void append_floats(ort::Value* value, std::vector<float>& values) const {
    const ort::Api& api = library_.api();
    OwnedInfo info;
    library_.check(api.tensor_info(value, info.out()));
    int type = 0;
    std::size_t count = 0;
    library_.check(api.element_type(info.get(), &type));
    library_.check(api.element_count(info.get(), &count));
    if (type != ort::kFloat) fail("the model's output is not float32");
    void* data = nullptr;
    library_.check(api.tensor_data(value, &data));
    const auto* begin = static_cast<const float*>(data);
    values.insert(values.end(), begin, begin + count);
  }

  const Library& library_;
  OwnedSession session_;
  std::string input_name_;
  std::vector<std::string> output_names_;
  std::vector<float> input_;
  OwnedValue input_value_;  // over input_
};

std::unique_ptr<Session> load_onnxruntime(const fs::path& model, const LoadOptions& options) {
  const int threads = options.threads;
  if (threads < 1) fail_usage("runtime onnxruntime: threads = {}; give at least 1", threads);
  const std::string bytes = read_file(model);
  require_precision("onnxruntime", model, bytes, options.precision);
  try {
    require_sound_onnx(bytes);
    return std::make_unique<OnnxruntimeSession>(bytes, onnx_input_shape(bytes, options.batch),
                                                threads);
  } catch (const std::exception& error) {
    fail("{}: ONNX Runtime cannot load the model: {}", model.string(), error.what());
  }
}

std::string onnxruntime_version() { return Library::get().version(); }

}  // namespace

Runtime onnxruntime_runtime() {
  return {"onnxruntime", "ONNX Runtime on the CPU, ONNX files", onnxruntime_version, ".onnx",
          load_onnxruntime};
}

std::string missing_onnxruntime() { return Library::is_here() ? "" : ort::how_to_get_library(); }

}  // namespace efs::device
