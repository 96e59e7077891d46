// The network in ONNX Runtime, by its C++ interface.
#include <onnxruntime_cxx_api.h>

#include "model_facts.h"
#include "network.h"

struct Network::State {
  Ort::Env env{ORT_LOGGING_LEVEL_WARNING, "efs"};
  Ort::Session session{nullptr};
  Ort::MemoryInfo memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
};

Network::Network(const std::string& folder) : state_(std::make_unique<State>()) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(kThreads);  // as it was measured
  state_->session = Ort::Session(state_->env, (folder + "/" + kModelFile).c_str(), options);
}

Network::~Network() = default;

std::vector<float> Network::run(std::vector<float>& pixels) {
  const std::int64_t shape[] = {1, 3, kInputHeight, kInputWidth};
  const auto input =
      Ort::Value::CreateTensor<float>(state_->memory, pixels.data(), pixels.size(), shape, 4);
  const char* input_name = "input";
  const auto outputs = state_->session.Run(Ort::RunOptions(), &input_name, &input, 1, &kOutput, 1);
  const float* values = outputs[0].GetTensorData<float>();
  return {values, values + outputs[0].GetTensorTypeAndShapeInfo().GetElementCount()};
}
