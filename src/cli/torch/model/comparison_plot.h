// The picture of `efs eval --curve`.
#pragma once

#include <vector>

#include "report/drawing/plot.h"
#include "tune/model/given_detections.h"

namespace efs::cli {

/// Recall over false alarms of each detector. A dot marks the model's threshold, and where the F1 of
/// the others is highest. At least one detector; all are judged on the same images.
report::Plot comparison_plot(const std::vector<tune::ComparedDetector>& detectors);

}  // namespace efs::cli
