#include "cli/torch/model/export_comparison.h"

#include <fmt/format.h>

#include "device/latency.h"
#include "tune/model/evaluation.h"
#include "tune/model/face_evaluation.h"
#include "tune/model/runtimes.h"

namespace efs::cli {
namespace {

struct Facts {
  double size_mb = 0.0;
  double accuracy = 0.0;
  device::LatencyResult latency;
};

Facts facts_of(const std::filesystem::path& model, const device::Runtime& runtime,
               const data::Dataset& dataset) {
  tune::Predictor predictor(model, runtime.name);
  return {.size_mb = static_cast<double>(std::filesystem::file_size(model)) * 1e-6,
          .accuracy =
              predictor.finds_faces()
                  ? tune::evaluate_faces(predictor, dataset, dataset.validation).coco.ap.value_or(0)
                  : tune::evaluate(predictor, dataset, dataset.validation).mean_iou,
          .latency = device::measure_model({.model = model}, runtime).result};
}

}  // namespace

void compare_exports(const std::filesystem::path& fp32, const std::filesystem::path& other,
                     const data::Dataset& dataset) {
  const onnx::ModelInfo info = onnx::read_model_info(other.string());
  const std::string& precision = info.precision;
  const auto& runtime = tune::runtime_of_file(other, precision);
  const Facts before = facts_of(fp32, runtime, dataset), after = facts_of(other, runtime, dataset);
  const auto& latency = after.latency;
  fmt::print("{:<22}{:>10}{:>10}\n", "", "fp32", precision);
  fmt::print("{:<22}{:>10.3f}{:>10.3f}\n", "size, MB", before.size_mb, after.size_mb);
  fmt::print("{:<22}{:>10.4f}{:>10.4f}   {} images that validate\n",
             info.finds_faces() ? "AP" : "mean IoU", before.accuracy, after.accuracy,
             dataset.validation.size());
  fmt::print("{:<22}{:>10.3f}{:>10.3f}   {} {}, 1 thread, {}\n", "median latency, ms",
             before.latency.median_ms, latency.median_ms, latency.runtime, latency.runtime_version,
             latency.device);
  for (const auto& measured : {before.latency, latency}) {
    if (!measured.unstable.empty()) fmt::print("a latency is unstable: {}\n", measured.unstable);
  }
}

}  // namespace efs::cli
