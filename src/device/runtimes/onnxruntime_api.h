// The part of ONNX Runtime's C API that we call (onnxruntime_c_api.h, struct OrtApi), declared here
// because Debian 12 packages neither header nor library. The API is a table of functions that only
// ever grows, so this part is valid for every version since 1.4.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efs::device::ort {

struct Allocator;
struct Env;
struct MemoryInfo;
struct Session;
struct SessionOptions;
struct Status;  // null: success
struct TensorInfo;
struct Value;

// Values of its enumerations.
constexpr int kFloat = 1;              // ONNXTensorElementDataType
constexpr int kOnlyErrors = 3;         // OrtLoggingLevel
constexpr int kAllOptimisations = 99;  // GraphOptimizationLevel
constexpr int kDeviceAllocator = 0;    // OrtAllocatorType
constexpr int kDefaultMemory = 0;      // OrtMemType

/// `unused_N`: the functions from position N on that we do not call.
struct Api {
  void* unused_0[2];
  const char* (*get_error_message)(const Status*);
  Status* (*create_env)(int log_level, const char* name, Env** out);
  void* unused_4[4];
  Status* (*create_session_from_array)(const Env*, const void* bytes, std::size_t count,
                                       const SessionOptions*, Session** out);
  Status* (*run)(Session*, const void* run_options, const char* const* input_names,
                 const Value* const* inputs, std::size_t input_count,
                 const char* const* output_names, std::size_t output_count, Value** outputs);
  Status* (*create_session_options)(SessionOptions** out);
  void* unused_11[12];
  Status* (*set_graph_optimization_level)(SessionOptions*, int level);
  Status* (*set_intra_op_threads)(SessionOptions*, int threads);
  Status* (*set_inter_op_threads)(SessionOptions*, int threads);
  void* unused_26[4];
  Status* (*input_count)(const Session*, std::size_t* out);
  Status* (*output_count)(const Session*, std::size_t* out);
  void* unused_32[4];
  Status* (*input_name)(const Session*, std::size_t index, Allocator*, char** out);
  Status* (*output_name)(const Session*, std::size_t index, Allocator*, char** out);
  void* unused_38[11];
  Status* (*create_tensor_over)(const MemoryInfo*, void* data, std::size_t bytes,
                                const std::int64_t* shape, std::size_t dimensions, int element_type,
                                Value** out);
  void* unused_50;
  Status* (*tensor_data)(Value*, void** out);
  void* unused_52[8];
  Status* (*element_type)(const TensorInfo*, int* out);
  void* unused_61[3];
  Status* (*element_count)(const TensorInfo*, std::size_t* out);
  Status* (*tensor_info)(const Value*, TensorInfo** out);
  void* unused_66[3];
  Status* (*create_cpu_memory_info)(int allocator_type, int memory_type, MemoryInfo** out);
  void* unused_70[6];
  Status* (*free_with)(Allocator*, void*);
  void* unused_77;
  Status* (*default_allocator)(Allocator** out);
  void* unused_79[13];
  void (*release_env)(Env*);
  void (*release_status)(Status*);
  void (*release_memory_info)(MemoryInfo*);
  void (*release_session)(Session*);
  void (*release_value)(Value*);
  void* unused_97[2];
  void (*release_tensor_info)(TensorInfo*);
  void (*release_session_options)(SessionOptions*);
};

constexpr std::size_t position(std::size_t offset) { return offset / sizeof(void*); }
static_assert(position(offsetof(Api, run)) == 9);
static_assert(position(offsetof(Api, set_intra_op_threads)) == 24);
static_assert(position(offsetof(Api, output_name)) == 37);
static_assert(position(offsetof(Api, create_tensor_over)) == 49);
static_assert(position(offsetof(Api, element_count)) == 64);
static_assert(position(offsetof(Api, default_allocator)) == 78);
static_assert(position(offsetof(Api, release_session_options)) == 100);

/// What the library's one exported function, OrtGetApiBase, returns.
struct ApiBase {
  const Api* (*get_api)(std::uint32_t version);  // null: too old a library
  const char* (*get_version)();
};

}  // namespace efs::device::ort
