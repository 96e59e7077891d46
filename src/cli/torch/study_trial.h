// One trial of a study, as a command line names it.
#pragma once

#include <string>

#include "data/dataset/dataset.h"
#include "graph/weights.h"
#include "onnx/metadata.h"
#include "study/trial.h"

namespace efs::cli {

struct StudyTrial {
  int number = 0;
  std::string study_name;      // the last part of its folder: no path, whoever wrote the study
  std::string dataset_digest;  // of its study
  data::DatasetOptions data;   // of its study
  graph::Graph graph;
  graph::Weights weights;  // of its best epoch
  onnx::ModelInfo info;
};

/// `reference`: STUDY, a folder or a URL, for the study's winner, or STUDY:TRIAL. Error: no such
/// study or trial, or one that was not trained.
StudyTrial find_study_trial(const std::string& reference);

}  // namespace efs::cli
