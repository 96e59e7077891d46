#include "cli/torch/model/comparison_plot.h"

#include <fmt/format.h>

#include "report/drawing/recall_plot.h"

namespace efs::cli {
namespace {

/// More than a picture shows.
constexpr std::size_t kMostCurvePoints = 1000;

report::DetectorCurve curve_of(const tune::ComparedDetector& detector) {
  const tune::FaceEvaluation& evaluation = *detector.evaluation;
  report::DetectorCurve curve{.name = detector.name,
                              .points = detect::recall_curve(evaluation.curve, kMostCurvePoints),
                              .mark = evaluation.best_f1,
                              .mark_label = {}};
  const bool own = !evaluation.threshold_chosen;
  if (own) curve.mark = evaluation.deployed;
  if (curve.mark) {
    curve.mark_label =
        fmt::format("{} {:.4g}", own ? "own threshold" : "best F1 at", curve.mark->threshold);
  }
  return curve;
}

}  // namespace

report::Plot comparison_plot(const std::vector<tune::ComparedDetector>& detectors) {
  std::vector<report::DetectorCurve> curves;
  for (const tune::ComparedDetector& detector : detectors) curves.push_back(curve_of(detector));
  const tune::FaceEvaluation& first = *detectors.at(0).evaluation;
  return report::recall_plot(curves, first.images.size(), first.faces);
}

}  // namespace efs::cli
