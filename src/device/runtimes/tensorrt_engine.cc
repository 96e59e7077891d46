#include "device/runtimes/tensorrt_engine.h"

#include <NvOnnxParser.h>

#include <string_view>

#include "core/error.h"
#include "device/onnx_file.h"
#include "device/runtimes/tensorrt_versions.h"

namespace efs::device::trt {

namespace {

constexpr std::size_t kMostErrorText = 2000;

std::string_view bytes_of(const nvinfer1::IHostMemory& memory) {
  return {static_cast<const char*>(memory.data()), memory.size()};
}

/// "node features.0 (Conv): No importer registered for op: Conv", of each error.
std::string errors_of(const nvonnxparser::IParser& parser, const std::string& onnx) {
  std::string text;
  for (int i = 0; i < parser.getNbErrors(); ++i) {
    const nvonnxparser::IParserError& error = *parser.getError(i);
    const std::string node = onnx_node(onnx, error.node());
    if (!text.empty()) text += "; ";
    if (!node.empty()) text += "node " + node + ": ";
    text += error.desc();
  }
  return text;
}

void parse(nvinfer1::INetworkDefinition& network, const std::string& onnx) {
  const auto parser = own(nvonnxparser::createParser(network, logger()), "make an ONNX parser");
  if (parser->parse(onnx.data(), onnx.size())) return;
  const std::string errors = errors_of(*parser, onnx);
  fail("TensorRT's parser does not take it: {}", errors.empty() ? logger().take_errors() : errors);
}

void choose_numbers(nvinfer1::IBuilderConfig& config, bool fp16) {
  if (fp16) {
    allow_fp16(config);
  } else {
    config.clearFlag(nvinfer1::BuilderFlag::kTF32);  // 10 bits of fp32's 23
  }
}

std::unique_ptr<nvinfer1::ITimingCache> use_timings(nvinfer1::IBuilderConfig& config,
                                                    const std::string& timings) {
  std::unique_ptr<nvinfer1::ITimingCache> cache(
      config.createTimingCache(timings.data(), timings.size()));
  if (!cache || !config.setTimingCache(*cache, /*ignoreMismatch=*/false)) {  // of another version
    cache = own(config.createTimingCache(nullptr, 0), "make a timing cache");
    config.setTimingCache(*cache, /*ignoreMismatch=*/false);
  }
  return cache;
}

}  // namespace

void Logger::log(Severity severity, const nvinfer1::AsciiChar* message) noexcept {
  if (severity > Severity::kERROR) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (errors_.size() > kMostErrorText) return;
  if (!errors_.empty()) errors_ += "; ";
  errors_ += message;
}

std::string Logger::take_errors() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string errors;
  errors.swap(errors_);
  return errors.empty() ? "it gave no reason" : errors;
}

Logger& logger() {
  static Logger only;
  return only;
}

void fail_to(const char* what) { fail("TensorRT cannot {}: {}", what, logger().take_errors()); }

Built build_engine(const std::string& onnx, bool fp16, const std::string& timings) {
  logger().take_errors();
  const auto builder = own(nvinfer1::createInferBuilder(logger()), "make a builder");
  const auto network = own(builder->createNetworkV2(network_flags()), "make a network");
  parse(*network, onnx);
  const auto config = own(builder->createBuilderConfig(), "make a builder's options");
  give_workspace(*config);
  choose_numbers(*config, fp16);
  const auto cache = use_timings(*config, timings);
  const auto engine =
      own(builder->buildSerializedNetwork(*network, *config), "build an engine of it");
  const auto tried = own(cache->serialize(), "give its timings");
  return {std::string(bytes_of(*engine)), std::string(bytes_of(*tried))};
}

}  // namespace efs::device::trt
