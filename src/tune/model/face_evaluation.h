// How well a model file finds any number of faces in the photographs of a data set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/text/json.h"
#include "data/dataset/dataset.h"
#include "detect/average_precision.h"
#include "detect/false_alarms.h"
#include "detect/image_errors.h"
#include "detect/operating_point.h"
#include "detect/recall_by_size.h"
#include "tune/model/predictor.h"

namespace efs::tune {

/// Numbers of false alarms, in all images together, at which tables show the recall.
inline constexpr std::size_t kFalseAlarmCounts[] = {5, 25, 100};

struct FaceResult {
  std::string image_id;
  detect::DetectedImage image;
};

struct FaceEvaluation {
  std::vector<FaceResult> images;
  std::vector<detect::ImageOverlaps> overlaps;  // of each image
  std::size_t faces = 0;
  detect::CocoSummary coco;
  /// Over the choice of the images: bootstrap. Nothing where there is no face.
  std::optional<detect::AveragePrecisionIntervals> intervals_95;
  detect::FalseAlarmCurve curve;
  /// Where F1 is highest on these images; nothing where no threshold finds a face.
  std::optional<detect::OperatingPoint> best_f1;
  /// At the score threshold that is deployed; threshold_chosen: by the best F1 on these images,
  /// because the model states none.
  detect::OperatingPoint deployed;
  bool threshold_chosen = false;
  // At that threshold:
  std::vector<detect::SizeRecall> by_size;
  std::vector<detect::ImageErrors> errors;  // of each image
};

/// Detections are those of a low threshold, so that doubtful ones count too. `threshold`: that is
/// deployed; nothing: the one with the best F1 here. Error if there are no images.
FaceEvaluation summarize_faces(std::vector<FaceResult> images, std::optional<double> threshold);

/// Sets what depends on the threshold that is deployed.
void deploy_at(double threshold, FaceEvaluation& evaluation);

/// Over the samples with these indices, at detect::decode()'s own threshold; the predictor's
/// threshold, where its file states one, is the deployed one. Error if there are none.
FaceEvaluation evaluate_faces(Predictor& predictor, const data::Dataset& dataset,
                              const std::vector<std::size_t>& indices);

/// Places of the `count` images with the most missed faces, and with the most false alarms, most
/// first; images without any are left out.
std::vector<std::size_t> most_missed(const FaceEvaluation& evaluation, std::size_t count);
std::vector<std::size_t> most_false_alarms(const FaceEvaluation& evaluation, std::size_t count);

/// "2 found, 1 missed, 0 false alarms"
std::string errors_text(const detect::ImageErrors& errors);

Json to_json(const FaceEvaluation& evaluation);
/// Its measures that need no threshold: average precisions and the recall over false alarms.
Json measures_json(const FaceEvaluation& evaluation);
/// What a report draws: {"images", "faces", "deployed": {"threshold", "false_alarms", "right"} or null,
/// "points": [[false alarms, recall, score], ...]}, of at most 200 points (detect::recall_curve()).
Json recall_curve_json(const FaceEvaluation& evaluation);
/// A line an image: image_id,faces,found,missed,false_alarms.
std::string to_csv(const FaceEvaluation& evaluation);

}  // namespace efs::tune
