// One trial of a study, as a command line names it.
#pragma once

#include <string>

#include "data/dataset/dataset.h"
#include "graph/weights.h"
#include "onnx/metadata.h"
#include "study/trial.h"
#include "tune/model/deployed.h"

namespace efs::cli {

struct StudyTrial {
  int number = 0;
  std::string study_name;      // the last part of its folder, never a path
  std::string dataset_digest;  // the study's
  data::DatasetOptions data;   // the study's
  tune::ThresholdRule threshold;
  graph::Graph graph;
  graph::Weights weights;  // of the best epoch
  onnx::ModelInfo info;
};

/// Finds the trial of `reference`: STUDY, a folder or a URL, names the study's winner; STUDY:TRIAL
/// that trial. Error: there is no such study or trial, or it was not trained.
StudyTrial find_study_trial(const std::string& reference);

}  // namespace efs::cli
