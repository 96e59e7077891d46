#include "cli/torch/model/evaluation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/text/outside_text.h"

namespace efs::cli {
namespace {

void print_groups(const char* heading, const char* unit, const std::vector<tune::Group>& groups) {
  fmt::print("{}\n", heading);
  for (const tune::Group& group : groups) {
    fmt::print("  {:.2f} to {:.2f} {:<24} IoU {:.4f}   {} images\n", group.low, group.high, unit,
               group.mean_iou, group.images);
  }
}

std::string figure(const std::optional<double>& value) {
  return value ? fmt::format("{:.4f}", *value) : "-";
}

void print_precision(const char* name, const std::optional<double>& value,
                     const Interval* interval) {
  fmt::print("{:<11} {}{}\n", name, figure(value),
             interval == nullptr ? ""
                                 : fmt::format("   95 % interval over images {:.4f} to {:.4f}",
                                               interval->low, interval->high));
}

void print_worst(const tune::FaceEvaluation& evaluation, const char* heading,
                 const std::vector<std::size_t>& places) {
  if (places.empty()) return;
  fmt::print("{}\n", heading);
  for (const std::size_t i : places) {
    fmt::print("  {}: {}\n", evaluation.images[i].image_id,
               tune::errors_text(evaluation.errors[i]));
  }
}

void print_threshold(const tune::FaceEvaluation& evaluation) {
  const detect::OperatingPoint& point = evaluation.deployed;
  if (evaluation.threshold_chosen && point.right == 0) {
    fmt::print("threshold   none: no detection is right\n");
    return;
  }
  const std::string found = evaluation.faces == 0 ? ""
                                                  : fmt::format("precision {:.4f}, recall {:.4f}, ",
                                                                point.precision(), point.recall());
  fmt::print("threshold   {:.3f} ({}): {}{:.3f} false alarms an image\n", point.threshold,
             evaluation.threshold_chosen ? "the best F1 on these images" : "the model's own", found,
             point.false_alarms_per_image());
}

void print_precisions(const tune::FaceEvaluation& evaluation) {
  const auto& [ap, ap50, ap75, small, medium, large, recall] = evaluation.coco;
  const auto& intervals = evaluation.intervals_95;
  print_precision("AP", ap, intervals ? &intervals->ap : nullptr);
  print_precision("AP50", ap50, intervals ? &intervals->ap50 : nullptr);
  print_precision("AP75", ap75, intervals ? &intervals->ap75 : nullptr);
  fmt::print("by area     below 32x32 px: {}   to 96x96: {}   above: {}\n", figure(small),
             figure(medium), figure(large));
  fmt::print("recall      at 5 false alarms in all: {}   25: {}   100: {}\n",
             figure(detect::discrete_recall(evaluation.curve, 5)),
             figure(detect::discrete_recall(evaluation.curve, 25)),
             figure(detect::discrete_recall(evaluation.curve, 100)));
}

void print_sizes(const tune::FaceEvaluation& evaluation) {
  fmt::print("by the size of the face\n");
  for (const detect::SizeRecall& size : evaluation.by_size) {
    if (size.faces == 0) continue;
    fmt::print("  from {:>3.0f} px   found {:.4f}   {} faces\n", size.low_px,
               static_cast<double>(size.found) / static_cast<double>(size.faces), size.faces);
  }
}

constexpr std::size_t kLongestDetector = 40;

void print_detector(const tune::ComparedDetector& detector, std::size_t width) {
  const tune::FaceEvaluation& evaluation = *detector.evaluation;
  std::string line = fmt::format("{:<{}}", printable(detector.name, kLongestDetector), width);
  const auto add = [&](const std::optional<double>& value) {
    line += fmt::format(" {:>7}", figure(value));
  };
  for (const auto& value : {evaluation.coco.ap, evaluation.coco.ap50, evaluation.coco.ap75}) {
    add(value);
  }
  for (const std::size_t count : tune::kFalseAlarmCounts) {
    add(detect::discrete_recall(evaluation.curve, count));
  }
  const auto& best = evaluation.best_f1;
  add(best ? std::optional(best->f1()) : std::nullopt);
  fmt::print("{} {:>8}\n", line, best ? fmt::format("{:.4g}", best->threshold) : "-");
}

void print_counts(const tune::ComparedDetector& detector) {
  if (detector.given == nullptr) return;
  const tune::GivenEvaluation& given = *detector.given;
  fmt::print("{}: {} detections in {} of the {} images", printable(detector.name), given.detections,
             given.detected_images, given.evaluation.images.size());
  if (given.other_images > 0) {
    fmt::print("; its other {} images are not judged here", given.other_images);
  }
  fmt::print("\n");
}

}  // namespace

void print_evaluation(const tune::Evaluation& evaluation, const std::string& images,
                      std::optional<double> baseline) {
  fmt::print("{} images ({}){}\n", evaluation.images.size(), images,
             evaluation.flip ? ", mean of each image and its mirror image: no deployed model does "
                               "that"
                             : "");
  fmt::print("mean IoU    {:.4f}   95 % interval over images {:.4f} to {:.4f}\n",
             evaluation.mean_iou, evaluation.mean_iou_95.low, evaluation.mean_iou_95.high);
  fmt::print("above       0.5: {:.1f} %   0.75: {:.1f} %   0.9: {:.1f} %\n",
             100.0 * evaluation.share_above_50, 100.0 * evaluation.share_above_75,
             100.0 * evaluation.share_above_90);
  if (baseline) {
    fmt::print("mean box    {:.4f} (what always answering with the training boxes' mean reaches)\n",
               *baseline);
  }
  print_groups("by the size of the face", "of the image's side", evaluation.by_face_size);
  print_groups("by the image's brightness", "(1 is white)", evaluation.by_brightness);
  fmt::print("worst images\n");
  for (const tune::ImageResult& image : tune::worst_images(evaluation, 5)) {
    fmt::print("  IoU {:.4f}  {}\n", image.iou, image.image_id);
  }
}

void print_evaluation(const tune::FaceEvaluation& evaluation, const std::string& images) {
  constexpr std::size_t kWorst = 5;
  const bool shows_faces = evaluation.faces > 0;  // else false alarms are all that can be told
  fmt::print("{} images ({}), {} faces\n", evaluation.images.size(), images, evaluation.faces);
  if (shows_faces) print_precisions(evaluation);
  print_threshold(evaluation);
  if (shows_faces) print_sizes(evaluation);
  print_worst(evaluation, "most faces missed", tune::most_missed(evaluation, kWorst));
  print_worst(evaluation, "most false alarms", tune::most_false_alarms(evaluation, kWorst));
}

void print_comparison(const std::vector<tune::ComparedDetector>& detectors) {
  std::size_t width = std::string_view("detector").size();
  for (const tune::ComparedDetector& detector : detectors) {
    width = std::max(width, printable(detector.name, kLongestDetector).size());
  }
  fmt::print("{:>{}}\n", "recall at false alarms", width + 48);
  std::string heading =
      fmt::format("{:<{}} {:>7} {:>7} {:>7}", "detector", width, "AP", "AP50", "AP75");
  for (const std::size_t count : tune::kFalseAlarmCounts) heading += fmt::format(" {:>7}", count);
  fmt::print("{} {:>7} {:>8}\n", heading, "best F1", "at score");
  for (const tune::ComparedDetector& detector : detectors) print_detector(detector, width);
  for (const tune::ComparedDetector& detector : detectors) print_counts(detector);
}

}  // namespace efs::cli
