// What a terminal shows of an evaluation.
#pragma once

#include <string>

#include "tune/evaluation.h"

namespace efs::cli {

/// `images`: which ones, e.g. "validation". `baseline`: mean IoU of always answering with the
/// training boxes' mean (data::mean_box_iou).
void print_evaluation(const tune::Evaluation& evaluation, const std::string& images,
                      double baseline);

}  // namespace efs::cli
