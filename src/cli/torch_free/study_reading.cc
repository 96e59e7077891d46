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

StudyReading read_study(const study::StudyLocation& location, const study::Access& access) {
  const double file_s =
      file_written_s(location.database);  // before opening it, which touches the log
  const auto storage = study::open_storage(location.database, access);
  StudyReading reading{.source = report_source(*storage, location.folder),
                       .now_s = storage->now_s()};
  const auto& names = reading.source.fitness.target_names;
  reading.targets_away = study::targets_away(*storage, reading.source.history,
                                             names.empty() ? std::vector<std::string>{""} : names);
  const auto options = study_options(reading.source.info, location.folder);
  reading.source.history.elapsed_s = tune::study_history(options, *storage).elapsed_s;
  reading.outlook = tune::outlook_of(options, reading.source.history, *storage);
  reading.written_s = file_s > 0.0 ? file_s : last_heartbeat_s(reading.source.history);
  return reading;
}

}  // namespace efs::cli
