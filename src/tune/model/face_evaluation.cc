#include "tune/model/face_evaluation.h"

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"
#include "core/text/csv.h"
#include "detect/recall_curve.h"
#include "detect/threshold.h"

namespace efs::tune {
namespace {

constexpr std::uint64_t kResampleSeed = 1;

/// Takes the point as the one that is deployed.
void take_point(const detect::OperatingPoint& point, FaceEvaluation& evaluation) {
  evaluation.deployed = point;
  evaluation.by_size = detect::recall_by_size(evaluation.overlaps, point.threshold);
  evaluation.errors.clear();
  for (const detect::ImageOverlaps& image : evaluation.overlaps) {
    evaluation.errors.push_back(detect::image_errors(image, point.threshold));
  }
}

/// Places of the images where `count_of` is highest, most first.
template <typename Count>
std::vector<std::size_t> most(const FaceEvaluation& evaluation, std::size_t count,
                              const Count& count_of) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < evaluation.errors.size(); ++i) {
    if (count_of(evaluation.errors[i]) > 0) places.push_back(i);
  }
  std::ranges::stable_sort(places, std::ranges::greater{},
                           [&](std::size_t i) { return count_of(evaluation.errors[i]); });
  places.resize(std::min(places.size(), count));
  return places;
}

Json interval_json(const Interval& interval) { return {interval.low, interval.high}; }

}  // namespace

FaceEvaluation summarize_faces(std::vector<FaceResult> images, std::optional<double> threshold) {
  if (images.empty()) fail("there are no images to evaluate on");
  FaceEvaluation evaluation;
  evaluation.images = std::move(images);
  for (const FaceResult& result : evaluation.images) {
    evaluation.overlaps.push_back(detect::image_overlaps(result.image));
  }
  const detect::PooledDetections pooled = detect::pool(evaluation.overlaps);
  Rng rng(kResampleSeed);
  evaluation.faces = pooled.face_count();
  evaluation.coco = detect::coco_summary(evaluation.overlaps);
  evaluation.intervals_95 = detect::bootstrap_interval_95(pooled, rng);
  evaluation.curve = detect::false_alarm_curve(evaluation.overlaps);
  evaluation.best_f1 = detect::best_f1_threshold(pooled, detect::DecodeOptions{}.score_threshold);
  evaluation.threshold_chosen = !threshold.has_value();
  // Where no threshold finds a face, one that reports nothing.
  take_point(!threshold && evaluation.best_f1
                 ? *evaluation.best_f1
                 : detect::operating_point(pooled, threshold.value_or(1.0)),
             evaluation);
  return evaluation;
}

void deploy_at(double threshold, FaceEvaluation& evaluation) {
  take_point(detect::operating_point(detect::pool(evaluation.overlaps), threshold), evaluation);
  evaluation.threshold_chosen = false;
}

FaceEvaluation evaluate_faces(Predictor& predictor, const data::Dataset& dataset,
                              const std::vector<std::size_t>& indices) {
  const std::optional<double> deployed = predictor.info().score_threshold;
  predictor.set_score_threshold(detect::DecodeOptions{}.score_threshold);
  std::vector<FaceResult> images;
  for (const std::size_t index : indices) {
    const data::Sample& sample = dataset.samples.at(index);
    images.push_back({sample.image_id,
                      {predictor.predict(sample.path).detections, {sample.faces, sample.ignored}}});
  }
  if (deployed) predictor.set_score_threshold(*deployed);
  return summarize_faces(std::move(images), deployed);
}

std::vector<std::size_t> most_missed(const FaceEvaluation& evaluation, std::size_t count) {
  return most(evaluation, count, [](const detect::ImageErrors& e) { return e.missed.size(); });
}

std::vector<std::size_t> most_false_alarms(const FaceEvaluation& evaluation, std::size_t count) {
  return most(evaluation, count,
              [](const detect::ImageErrors& e) { return e.false_alarms.size(); });
}

std::string errors_text(const detect::ImageErrors& errors) {
  const std::size_t alarms = errors.false_alarms.size();
  return fmt::format("{} found, {} missed, {} false alarm{}", errors.found.size(),
                     errors.missed.size(), alarms, alarms == 1 ? "" : "s");
}

Json measures_json(const FaceEvaluation& evaluation) {
  const detect::CocoSummary& coco = evaluation.coco;
  Json json{{"ap", optional_json(coco.ap)},
            {"ap50", optional_json(coco.ap50)},
            {"ap75", optional_json(coco.ap75)},
            {"ap_small", optional_json(coco.ap_small)},
            {"ap_medium", optional_json(coco.ap_medium)},
            {"ap_large", optional_json(coco.ap_large)}};
  if (evaluation.intervals_95) {
    json["ap_95"] = interval_json(evaluation.intervals_95->ap);
    json["ap50_95"] = interval_json(evaluation.intervals_95->ap50);
    json["ap75_95"] = interval_json(evaluation.intervals_95->ap75);
  }
  for (const std::size_t count : kFalseAlarmCounts) {
    json["recall_at_false_alarms"][std::to_string(count)] =
        optional_json(detect::discrete_recall(evaluation.curve, count));
  }
  return json;
}

Json to_json(const FaceEvaluation& evaluation) {
  const detect::OperatingPoint& point = evaluation.deployed;
  Json json{{"images", evaluation.images.size()}, {"faces", evaluation.faces}};
  json.update(measures_json(evaluation));
  json.update({{"threshold", point.threshold},
               {"threshold_chosen_here", evaluation.threshold_chosen},
               {"precision", point.precision()},
               {"recall", point.recall()},
               {"false_alarms_per_image", point.false_alarms_per_image()}});
  for (const detect::SizeRecall& size : evaluation.by_size) {
    json["recall_by_size_px"].push_back(
        {{"from", size.low_px}, {"faces", size.faces}, {"found", size.found}});
  }
  return json;
}

Json recall_curve_json(const FaceEvaluation& evaluation) {
  const detect::OperatingPoint& point = evaluation.deployed;
  Json json{{"images", evaluation.images.size()},
            {"faces", evaluation.faces},
            {"deployed", Json()},
            {"points", Json::array()}};
  if (point.right > 0) {
    json["deployed"] = {{"threshold", point.threshold},
                        {"false_alarms", point.false_alarms},
                        {"right", point.right}};
  }
  for (const detect::RecallPoint& at : detect::recall_curve(evaluation.curve)) {
    json["points"].push_back({at.false_alarms, at.recall, at.score});
  }
  return json;
}

std::string to_csv(const FaceEvaluation& evaluation) {
  CsvWriter csv({"image_id", "faces", "found", "missed", "false_alarms"});
  for (std::size_t i = 0; i < evaluation.images.size(); ++i) {
    const detect::ImageErrors& errors = evaluation.errors[i];
    csv.add_exact(evaluation.images[i].image_id);
    csv.add(evaluation.images[i].image.truth.faces.size()).add(errors.found.size());
    csv.add(errors.missed.size()).add(errors.false_alarms.size()).end_line();
  }
  return csv.text();
}

}  // namespace efs::tune
