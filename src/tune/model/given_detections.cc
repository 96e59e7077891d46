#include "tune/model/given_detections.h"

#include <utility>

#include "core/text/outside_text.h"

namespace efs::tune {
namespace {

std::vector<detect::Detection> clipped_to_image(const std::vector<detect::Detection>& found,
                                                const data::Sample& sample) {
  std::vector<detect::Detection> inside;
  for (const auto& [box, score] : found) {
    const detect::Box part = detect::clipped(box, sample.image_width, sample.image_height);
    if (part.area() > 0.0) inside.push_back({part, score});
  }
  return inside;
}

Json detector_json(const ComparedDetector& detector) {
  const FaceEvaluation& evaluation = *detector.evaluation;
  Json json{{"name", valid_utf8(detector.name)}};
  json.update(measures_json(evaluation));
  json["best_f1"] = evaluation.best_f1 ? Json(evaluation.best_f1->f1()) : Json();
  json["best_f1_threshold"] = evaluation.best_f1 ? Json(evaluation.best_f1->threshold) : Json();
  if (detector.given != nullptr) {
    json["detections"] = detector.given->detections;
    json["detected_images"] = detector.given->detected_images;
    json["images_not_judged"] = detector.given->other_images;
  }
  return json;
}

}  // namespace

GivenEvaluation evaluate_given(const data::DetectionsByImage& found, const data::Dataset& dataset,
                               const std::vector<std::size_t>& indices) {
  GivenEvaluation given;
  std::vector<FaceResult> images;
  for (const std::size_t index : indices) {
    const data::Sample& sample = dataset.samples.at(index);
    FaceResult result{sample.image_id, {{}, {sample.faces, sample.ignored}}};
    if (const auto entry = found.find(sample.image_id); entry != found.end()) {
      result.image.detections = clipped_to_image(entry->second, sample);
      ++given.detected_images;
    }
    given.detections += result.image.detections.size();
    images.push_back(std::move(result));
  }
  given.other_images = found.size() - given.detected_images;
  given.evaluation = summarize_faces(std::move(images), std::nullopt);
  return given;
}

Json to_json(const std::vector<ComparedDetector>& detectors) {
  Json list = Json::array();
  for (const ComparedDetector& detector : detectors) list.push_back(detector_json(detector));
  return list;
}

}  // namespace efs::tune
