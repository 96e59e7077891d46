// Prints an evaluation to the terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tune/model/evaluation.h"
#include "tune/model/face_evaluation.h"
#include "tune/model/given_detections.h"

namespace efs::cli {

/// `images` says which images, e.g. "validation". `baseline`: mean IoU of always answering with the
/// training boxes' mean (data::mean_box_iou); nothing where the division has no training images.
void print_evaluation(const tune::Evaluation& evaluation, const std::string& images,
                      std::optional<double> baseline);

/// The same of several faces.
void print_evaluation(const tune::FaceEvaluation& evaluation, const std::string& images);

/// A line for each detector, beside each other, and one about each file of detections.
void print_comparison(const std::vector<tune::ComparedDetector>& detectors);

}  // namespace efs::cli
