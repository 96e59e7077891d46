// One study of the live page: read while somebody looks, and asked by many requests.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"
#include "serve/study_json.h"
#include "serve/study_reader.h"
#include "study/study_command.h"

namespace efs::serve {

/// Any thread may call any of it.
class LiveStudy {
 public:
  /// `name`: what the page calls it; empty: as its location does.
  LiveStudy(study::StudyLocation location, OpenStudy open, std::string name = {});

  /// Names the study in URLs: the same as long as its database is where it is.
  const std::string& id() const { return id_; }
  const study::StudyLocation& location() const { return location_; }

  /// Reads what has changed, if its database's files were written since they were last read; a large study only as
  /// often as leaves nine tenths of a core. True: something is new since the last look, whoever read it, if only that
  /// it cannot be read.
  bool look();
  /// Closes the database, which the next question opens again.
  void rest();

  /// For the list of all studies: {"id", "name", "status"} or {"id", "name", "error"}. Of many studies most are done,
  /// and need not stay open.
  enum class Done { kIsClosed, kStaysOpen };
  Json summary(Done done = Done::kIsClosed);
  /// live_json() with "version", which grows with what was found to have changed, "command" (what
  /// was asked of its workers) and "error", or null.
  Json live();
  /// charts_json(), drawn anew not much more often than it takes.
  std::string charts(const std::string& filter);
  /// What `ask` makes of the study as it stands. Error: it cannot be read.
  template <typename Ask>
  auto ask(Ask ask) {
    const std::lock_guard lock(mutex_);
    return ask(view());
  }
  /// To all workers of the study. Error: it cannot be reached.
  void give_command(study::StudyCommand command);

 private:
  struct Drawn {
    std::string json;
    std::int64_t version = -1;
    double at_s = 0.0;
    double took_s = 0.0;
  };
  StudyView view();
  bool refresh();
  void notice_writes();

  const study::StudyLocation location_;
  const OpenStudy open_;
  const std::string name_;
  const std::string id_;
  std::mutex mutex_;
  std::unique_ptr<StudyReader> reader_;  // null: closed
  std::string error_;                    // of the last look
  std::string stamp_;                    // of the database's files when they were last looked at
  bool is_stale_ = true;                 // they were written since they were last read
  double asked_s_ = 0.0;                 // when it was last read
  double read_took_s_ = 0.0;
  Json summary_;  // null: not known
  std::int64_t version_ = 0;
  std::int64_t looked_version_ = 0;     // of the last look
  std::map<std::string, Drawn> drawn_;  // by filter
};

}  // namespace efs::serve
