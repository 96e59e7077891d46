#include "tune/model/deployed.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include "data/preprocess.h"
#include "detect/threshold.h"
#include "tune/model/export_check.h"
#include "tune/scratch_file.h"

namespace efs::tune {
namespace {

constexpr const char* kFacesFormat =
    "xmin ymin xmax ymax score, relative to the input with its padding";

std::optional<detect::OperatingPoint> choose_threshold(const FaceEvaluation& evaluation,
                                                       const ThresholdRule& rule) {
  if (!rule.false_alarms_per_image) return evaluation.best_f1;
  return detect::lowest_threshold(detect::pool(evaluation.overlaps), *rule.false_alarms_per_image,
                                  detect::DecodeOptions{}.score_threshold);
}

}  // namespace

void state_task(const std::string& task, detect::Fit fit, onnx::ModelInfo& info) {
  info.task = task;
  info.fit = detect::to_string(fit);
  if (fit == detect::Fit::kLetterbox) {
    info.padding = fmt::format("{}", fmt::join(data::kPaddingColour, ","));
  }
  if (task != kFacesTask) return;
  info.box_format = kFacesFormat;
  info.nms_iou = detect::DecodeOptions{}.nms_iou;
}

Deployed export_deployed(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const data::Dataset& dataset, const ThresholdRule& rule,
                         const ExportForm& form) {
  if (!info.finds_faces() || out.extension() != ".onnx") {
    return {.check = export_model(graph, weights, info, out, form), .info = info, .faces = {}};
  }
  require_form(form, graph);
  check_runs(out, form);  // an Error before the evaluation, which takes longer
  const ScratchFile judged{fmt::format("{}.{}.judged.onnx", out.string(), ::getpid())};
  export_model(graph, weights, info, judged.path, form.predictable());
  Predictor predictor(judged.path);
  FaceEvaluation found = evaluate_faces(predictor, dataset, dataset.validation);
  Deployed deployed{.check = {}, .info = info, .faces = {}};
  if (const auto point = choose_threshold(found, rule)) {
    deployed.info.score_threshold = point->threshold;
    deployed.info.precision_at_threshold = point->precision();
    deployed.info.recall_at_threshold = point->recall();
    deploy_at(point->threshold, found);
  }
  deployed.check = export_model(graph, weights, deployed.info, out, form);
  deployed.faces = std::move(found);
  return deployed;
}

}  // namespace efs::tune
