// A study's scheduler and the History that it looks at.
#pragma once

#include <memory>

#include "search/scheduler.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

std::unique_ptr<search::Scheduler> study_scheduler(const SearchOptions& options,
                                                   study::Storage& storage);

/// With the time that the study was worked on, where a budget asks for it.
study::History study_history(const SearchOptions& options, study::Storage& storage);

/// Counts the time in which a search runs, over interruptions, where a budget asks for it.
class WorkTime {
 public:
  /// Goes on from what earlier runs of the search have counted.
  WorkTime(const SearchOptions& options, study::Storage& storage);
  /// Call it often; writes the time into the study once a second.
  void tick();

 private:
  bool counts_;
  study::Storage& storage_;
  double before_s_ = 0.0;
  double started_s_ = 0.0;
  double written_s_ = 0.0;
};

}  // namespace efs::tune
