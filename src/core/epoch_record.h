// One epoch of a trial, as its trainer reports it, a study keeps it and a report shows it.
#pragma once

#include <string>

#include "core/named_values.h"

namespace efs {

struct EpochRecord {
  int stage = 1;                   // 1-based: the stage in whose budget it was trained
  int epoch = 0;                   // 1-based
  double train_loss = 0.0;         // input pixels; not finite: training diverged
  NamedValues metrics;             // of the validation part, by the names of the task's metrics
  double learning_rate = 0.0;      // of the schedule, at this epoch's beginning, without warm-up
  double seconds = 0.0;            // wall time of the epoch, validation included
  double images_per_second = 0.0;  // of training
  /// When it was reported, by the storage's clock, seconds since the epoch, and who trained it; set
  /// by the study's storage. 0 and empty: written by a version that did not record it.
  double finished_unix_s = 0.0;
  std::string worker;
};

}  // namespace efs
