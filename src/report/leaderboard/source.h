// What a report is made of: a study as it stands, and pictures that a worker has drawn.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "search/judge/fitness.h"
#include "search/judge/ranking.h"
#include "search/latency/latency_model.h"
#include "search/schedulers/scheduler.h"
#include "study/storage.h"
#include "study/trial.h"

namespace efs::report {

/// A validation image with the true and the predicted box drawn into it.
struct OverlayPicture {
  std::filesystem::path path;  // JPEG or PNG
  std::string image_id;
  double iou = 0.0;
  bool worst = false;  // one of the largest errors; otherwise a random sample
};

/// Augmented training images with their boxes, many in one picture.
struct AugmentationSheet {
  std::filesystem::path path;  // JPEG
  std::string policy;          // "strong"
};

struct ReportSource {
  study::StudyInfo info;
  study::History history;
  search::FitnessOptions fitness;
  /// The epochs of each stage or rung; `keep` is 0 where it is not fixed in advance how many go on.
  std::vector<search::Stage> stages;
  search::Order order = search::Order::kFurthestFirst;  // of the leaderboard
  /// What the hypervolume is measured against: latency budgets from 0 up to this one, ms.
  double reference_latency_ms = 30.0;
  /// Channels of the last feature map, by architecture: report does not know the networks.
  std::map<std::string, int> feature_dims;
  /// Of the targets ("" where there is one without a name) that enough networks were measured on.
  std::map<std::string, search::LatencyModel> latency_models;
  /// What always answering with the mean training box reaches on the validation images.
  std::optional<double> mean_box_iou;
  std::vector<OverlayPicture> overlays;
  std::vector<AugmentationSheet> augmentation_sheets;
};

/// Reads STUDY/plots/overlays.json, which the worker writes:
///   [{"file": "plots/overlays/000.jpg", "image_id": "a.jpg", "iou": 0.83, "kind": "sample"}]
/// with kind "sample" or "worst" and files relative to the study folder. Nothing when there is no
/// index; Error when it does not parse.
std::vector<OverlayPicture> load_overlays(const std::filesystem::path& study_folder);

/// The files STUDY/plots/augmentation-POLICY.jpg, by policy.
std::vector<AugmentationSheet> find_augmentation_sheets(const std::filesystem::path& study_folder);

}  // namespace efs::report
