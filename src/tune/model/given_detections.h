// How well somebody else's detections find the faces of a data set, measured as a model is.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/labels/labelled_names.h"
#include "tune/model/face_evaluation.h"

namespace efs::tune {

struct GivenEvaluation {
  FaceEvaluation evaluation;
  std::size_t detections = 0;       // on the judged images
  std::size_t detected_images = 0;  // judged images that have any
  std::size_t other_images = 0;     // images with detections that are not judged
};

/// On the samples with these indices. As a model's boxes, those of the file are clipped to their
/// image, and dropped if nothing is left. Error if there are no samples.
GivenEvaluation evaluate_given(const data::DetectionsByImage& found, const data::Dataset& dataset,
                               const std::vector<std::size_t>& indices);

/// A row of the table that puts detectors beside each other.
struct ComparedDetector {
  std::string name;
  const FaceEvaluation* evaluation = nullptr;
  const GivenEvaluation* given = nullptr;  // nullptr: the model
};

/// An object for each detector: "name", the measures of the table, and the counts of a file.
Json to_json(const std::vector<ComparedDetector>& detectors);

}  // namespace efs::tune
