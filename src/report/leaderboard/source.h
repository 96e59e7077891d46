// What a report is made of: a study as it stands, and pictures that a worker has drawn.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/leaderboard/study_pictures.h"
#include "report/leaderboard/winner_recall.h"
#include "search/latency/latency_model.h"
#include "search/objectives/fitness.h"
#include "search/objectives/ranking.h"
#include "search/schedulers/scheduler.h"
#include "study/storage.h"
#include "study/trial.h"

namespace efs::report {

/// A part of a network: the layers of one stride, or a neck or head.
struct NetworkStage {
  std::string name;  // "stride 8", "head"
  int depth = 0;     // convolutions
  int width = 0;     // channels of its map; 0: it has several
  std::int64_t macs = 0;
  std::vector<double> features;  // what a latency model weighs
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
  /// Of a trial's network; empty: not known.
  std::function<std::vector<NetworkStage>(const study::Trial& trial)> stages_of;
  /// Networks that the search made itself: their names by trial, which say what these parameters do.
  std::map<int, std::string> made_networks;
  std::vector<std::string> made_of;
  /// By target ("" for one without a name); only those on which enough networks were measured.
  std::map<std::string, search::LatencyModel> latency_models;
  /// Baseline: the mean IoU of the mean training box on the validation images.
  std::optional<double> mean_box_iou;
  /// Of the task faces, once a model is in best/.
  std::optional<WinnerRecall> winner_recall;
  std::vector<OverlayPicture> overlays;
  std::vector<AugmentationSheet> augmentation_sheets;
};

}  // namespace efs::report
