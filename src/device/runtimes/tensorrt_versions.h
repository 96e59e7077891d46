// The differences between the versions of TensorRT from 8.0 to 11: tensors had numbers before 8.5
// and have names since; networks are strongly typed since 11.
#pragma once

#include <NvInfer.h>

#include <cstdint>
#include <string>
#include <vector>

#define EFS_TENSORRT_AT_LEAST(major, minor) \
  (NV_TENSORRT_MAJOR > (major) || (NV_TENSORRT_MAJOR == (major) && NV_TENSORRT_MINOR >= (minor)))

namespace efs::device::trt {

/// The input or the output of an engine.
struct Tensor {
  std::string name;
  bool is_input = false;
  nvinfer1::Dims shape{};
  nvinfer1::DataType type = nvinfer1::DataType::kFLOAT;
};

// Each layer computes in the type that the file states; without this the type can be chosen.
constexpr bool kStronglyTyped = EFS_TENSORRT_AT_LEAST(11, 0);

constexpr std::size_t kWorkspaceBytes = std::size_t{256} << 20;

/// Flags for createNetworkV2: batches are dimensions, as in ONNX.
inline std::uint32_t network_flags() {
#if EFS_TENSORRT_AT_LEAST(10, 0)
  return 0;
#else
  return 1U << static_cast<int>(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
#endif
}

/// Later versions give an engine all of the GPU's memory to choose kernels by, unless told
/// otherwise; the early ones gave it none.
inline void give_workspace(nvinfer1::IBuilderConfig& config) {
#if EFS_TENSORRT_AT_LEAST(8, 4)
  static_cast<void>(config);
#else
  config.setMaxWorkspaceSize(kWorkspaceBytes);
#endif
}

inline void allow_fp16(nvinfer1::IBuilderConfig& config) {
#if EFS_TENSORRT_AT_LEAST(11, 0)
  static_cast<void>(config);
#else
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // since 10.12, for strong types
  config.setFlag(nvinfer1::BuilderFlag::kFP16);
#pragma GCC diagnostic pop
#endif
}

/// The engine's tensors, in the order in which bind() and enqueue() take their memory.
inline std::vector<Tensor> tensors_of(const nvinfer1::ICudaEngine& engine) {
  std::vector<Tensor> tensors;
#if EFS_TENSORRT_AT_LEAST(8, 5)
  for (int i = 0; i < engine.getNbIOTensors(); ++i) {
    const char* name = engine.getIOTensorName(i);
    tensors.push_back({name, engine.getTensorIOMode(name) == nvinfer1::TensorIOMode::kINPUT,
                       engine.getTensorShape(name), engine.getTensorDataType(name)});
  }
#else
  for (int i = 0; i < engine.getNbBindings(); ++i) {
    tensors.push_back({engine.getBindingName(i), engine.bindingIsInput(i),
                       engine.getBindingDimensions(i), engine.getBindingDataType(i)});
  }
#endif
  return tensors;
}

/// Sets the GPU's memory of each tensor; must precede the first enqueue().
inline bool bind(nvinfer1::IExecutionContext& context, const std::vector<Tensor>& tensors,
                 const std::vector<void*>& memory) {
#if EFS_TENSORRT_AT_LEAST(8, 5)
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (!context.setTensorAddress(tensors[i].name.c_str(), memory[i])) return false;
  }
  return true;
#else
  static_cast<void>(context);  // enqueue() is told
  return tensors.size() == memory.size();
#endif
}

inline bool enqueue(nvinfer1::IExecutionContext& context, const std::vector<void*>& memory,
                    cudaStream_t stream) {
#if EFS_TENSORRT_AT_LEAST(8, 5)
  static_cast<void>(memory);
  return context.enqueueV3(stream);
#else
  return context.enqueueV2(memory.data(), stream, nullptr);
#endif
}

/// The version of the loaded library, which may be later than the headers: "8.2.1".
inline std::string library_version() {
  const int number = getInferLibVersion();
  const int thousands = number >= 100000 ? 10000 : 1000;  // of a major version, since 10 and before
  return std::to_string(number / thousands) + "." + std::to_string(number % thousands / 100) + "." +
         std::to_string(number % 100);
}

}  // namespace efs::device::trt
