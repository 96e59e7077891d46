#include <opencv2/core/utility.hpp>
#include <opencv2/core/version.hpp>
#include <opencv2/dnn.hpp>

#include "core/error.h"
#include "core/files/files.h"
#include "device/file_precision.h"
#include "device/onnx_check.h"
#include "device/onnx_file.h"
#include "device/runtimes/runtimes.h"

namespace efs::device {

namespace {

class OpencvSession final : public Session {
 public:
  OpencvSession(const cv::dnn::Net& net, const std::vector<int>& shape,
                const std::vector<std::string>& outputs, int threads)
      : net_(net), outputs_(outputs), input_(shape, CV_32F), threads_(threads) {
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  }

  std::vector<float> run(std::span<const float> input) override {
    if (input.size() != input_count()) {
      fail("the model takes {} input values, {} were given", input_count(), input.size());
    }
    if (cv::getNumThreads() != threads_) cv::setNumThreads(threads_);
    std::copy(input.begin(), input.end(), input_.ptr<float>());
    try {
      net_.setInput(input_);
      if (outputs_.size() > 1) return all_outputs();
      const cv::Mat output = net_.forward();
      return {output.ptr<float>(), output.ptr<float>() + output.total()};
    } catch (const cv::Exception& error) {
      fail("OpenCV cannot run the model: {}", error.what());
    }
  }

  std::size_t input_count() const override { return input_.total(); }

 private:
  std::vector<float> all_outputs() {
    std::vector<cv::Mat> outputs;
    net_.forward(outputs, outputs_);
    std::vector<float> values;
    for (const cv::Mat& output : outputs) {
      values.insert(values.end(), output.ptr<float>(), output.ptr<float>() + output.total());
    }
    return values;
  }

  cv::dnn::Net net_;
  std::vector<std::string> outputs_;
  cv::Mat input_;
  int threads_;
};

/// OpenCV 4.6 may broadcast a constant along the batch instead of the dimension that is meant, without
/// a message; 4.10 was found to be right (docs/onnx.md).
constexpr bool kTakesBatches = CV_VERSION_MAJOR > 4 ||
                               (CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR >= 10);

void require_right_batch(const std::vector<std::int64_t>& shape) {
  const std::int64_t images = shape.size() == 4 ? shape[0] : 1;
  if (kTakesBatches || images == 1) return;
  fail(
      "its runs take {} images, of which OpenCV {} computes wrong results in some networks; ONNX "
      "Runtime (--runtime onnxruntime) takes them, and so does OpenCV from 4.10 on",
      images, CV_VERSION);
}

std::unique_ptr<Session> load_opencv(const std::filesystem::path& model,
                                     const LoadOptions& options) {
  const int threads = options.threads;
  if (threads < 1) fail_usage("runtime opencv: threads = {}; give at least 1", threads);
  const std::string bytes = read_file(model);
  require_precision("opencv", model, bytes, options.precision);
  try {
    require_sound_onnx(bytes);
    const std::vector<std::int64_t> shape = onnx_input_shape(bytes, options.batch);
    require_right_batch(shape);
    return std::make_unique<OpencvSession>(cv::dnn::readNetFromONNX(bytes.data(), bytes.size()),
                                           std::vector<int>(shape.begin(), shape.end()),
                                           onnx_output_names(bytes), threads);
  } catch (const std::exception& error) {
    fail("{}: OpenCV cannot load the model: {}", model.string(), error.what());
  }
}

}  // namespace

Runtime opencv_runtime() {
  Runtime runtime{"opencv", "OpenCV's dnn module on the CPU, ONNX files",
                  [] { return std::string(CV_VERSION); }, ".onnx", load_opencv};
  runtime.takes_batches = kTakesBatches;
  return runtime;
}

}  // namespace efs::device
