// A study that is read again and again while others write it.
#pragma once

#include <functional>
#include <memory>

#include "core/text/json.h"
#include "report/leaderboard/leaderboard.h"
#include "study/location/study_location.h"

namespace efs::serve {

/// A study as it stood when its reader last read it; valid until that reads again.
struct StudyView {
  const report::ReportSource& source;
  const report::Rows& rows;  // all trials, best first
  const Json& status;        // as `efs status --format json` prints it
};

/// Knows how a study is read; used by one thread at a time.
class StudyReader {
 public:
  virtual ~StudyReader() = default;
  /// Reads what has changed. Error: it can be read no longer.
  virtual void refresh() = 0;
  virtual StudyView view() const = 0;
  /// Of the database, to pass a user's command on.
  virtual study::Storage& storage() = 0;
};

/// Error: it cannot be opened.
using OpenStudy = std::function<std::unique_ptr<StudyReader>(const study::StudyLocation&)>;

}  // namespace efs::serve
