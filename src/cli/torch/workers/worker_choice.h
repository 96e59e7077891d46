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

/// What `search.workers` and `search.threads_per_worker` say, with a 0 replaced: a search of one
/// trial gets one worker with all processors; else the divisions of the processors (1 thread each,
/// 2, 4, ...) train the study's first network for a second or two, side by side, and the one with
/// the most images a second together is taken. Chosen anew by every session: it changes how fast a
/// study goes, not what it is. `stop` is asked several times a second; true: it tries no more.
WorkerChoice choose_workers(const tune::OpenStudy& study, const std::function<bool()>& stop);

}  // namespace efs::cli
