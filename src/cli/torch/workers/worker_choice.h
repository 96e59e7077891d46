// How many processes train side by side on this machine, and with how many threads each.
#pragma once

#include <functional>
#include <string>

#include "tune/study/study_setup.h"

namespace efs::cli {

struct WorkerChoice {
  tune::WorkerOptions workers;
  std::string text;  // what was chosen and why
};

/// Replaces a 0 in `search.workers` and `search.threads_per_worker`. A search of one trial gets one
/// worker with all processors. Otherwise the divisions of the processors (1 thread each, 2, 4, ...)
/// train the study's first network for a second or two, side by side, and the one with the most
/// images a second in total is taken. Each session chooses anew: the choice changes how fast a
/// study goes, not what it finds. `stop` is called several times a second; once true, no more is
/// tried.
WorkerChoice choose_workers(const tune::OpenStudy& study, const std::function<bool()>& stop);

}  // namespace efs::cli
