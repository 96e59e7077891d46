#include "cli/torch_free/study_reading.h"

#include <sys/stat.h>

#include <algorithm>

#include "cli/config/report_source.h"
#include "cli/config/search_config.h"
#include "study/target_away.h"
#include "tune/worker/work_time.h"

namespace efs::cli {
namespace {

/// When the file, or its write-ahead log, was written; 0 for a server's database.
double file_written_s(const std::string& database) {
  double latest = 0.0;
  for (const std::string& file : {database, database + "-wal"}) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) == 0) {
      latest = std::max(latest, static_cast<double>(facts.st_mtime));
    }
  }
  return latest;
}

double last_heartbeat_s(const study::History& history) {
  double latest = 0.0;
  for (const study::Trial& trial : history.trials) latest = std::max(latest, trial.heartbeat_s);
  return latest;
}

}  // namespace

OpenedStudy::OpenedStudy(study::StudyLocation location, const study::Access& access)
    : location_(std::move(location)),
      opened_file_s_(file_written_s(location_.database)),
      storage_(study::open_storage(location_.database, access)) {}

void OpenedStudy::refresh() {
  const auto seen = reading_.source.history.journal.size();
  const auto options = refresh_report_source(*storage_, location_.folder, reading_.source);
  const study::History& history = reading_.source.history;
  reading_.now_s = storage_->now_s();
  const auto& names = reading_.source.fitness.target_names;
  reading_.targets_away =
      study::targets_away(*storage_, history, names.empty() ? std::vector<std::string>{""} : names);
  reading_.outlook = tune::outlook_of(options, history, *storage_);
  // Opening the file touched its log, so its time says nothing until others have written.
  const bool is_first = reading_.written_s == 0.0;
  if (!is_first && history.journal.size() == seen) return;
  const double file_s = is_first ? opened_file_s_ : file_written_s(location_.database);
  reading_.written_s = file_s > 0.0 ? file_s : last_heartbeat_s(history);
}

StudyReading read_study(const study::StudyLocation& location, const study::Access& access) {
  OpenedStudy study(location, access);
  study.refresh();
  return study.reading();
}

}  // namespace efs::cli
