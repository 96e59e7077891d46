// What a study notes of the work on it: for how long, and by how many workers.
#pragma once

#include "search/schedulers/time_left.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

/// Storage::refresh(), with the time that the study was worked on where a budget asks for it.
void refresh_history(const SearchOptions& options, study::Storage& storage,
                     study::History& history);
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

/// Tells whoever looks at the study how many workers its search has, while it exists.
class WorkersAtWork {
 public:
  WorkersAtWork(const SearchOptions& options, study::Storage& storage);
  ~WorkersAtWork();
  WorkersAtWork(const WorkersAtWork&) = delete;
  WorkersAtWork& operator=(const WorkersAtWork&) = delete;

 private:
  study::Storage& storage_;
};

/// What the forecast of the time left rests on, as the study stands: the workers of its search, or
/// as many as trials run now; how far running epochs are is taken from the clock.
search::Outlook outlook_of(const SearchOptions& options, const study::History& history,
                           study::Storage& storage);

}  // namespace efs::tune
