// The forecast of search/schedulers/time_left.h for a search that runs here.
#pragma once

#include <map>
#include <string>

#include "core/clock.h"
#include "search/schedulers/time_left.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::cli {

class TimeLeftLine {
 public:
  TimeLeftLine(const tune::SearchOptions& options, study::Storage& storage)
      : options_(options), storage_(storage) {}

  /// The study has been written: it is read again before long.
  void study_changed() { changed_ = true; }
  /// "about 3 min 05 s left"; empty if it cannot be foreseen. `epochs`: the epochs that each
  /// running trial has behind it, with the share of the running one.
  std::string text(const std::map<int, double>& epochs);

 private:
  void look();

  const tune::SearchOptions& options_;
  study::Storage& storage_;
  SystemClock clock_;
  study::History history_;
  search::Outlook outlook_;
  bool changed_ = true;
  double next_look_s_ = 0.0;
};

}  // namespace efs::cli
