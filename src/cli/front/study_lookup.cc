#include "cli/front/study_lookup.h"

#include <sys/stat.h>

#include <algorithm>

#include "cli/config/report_source.h"
#include "core/error.h"
#include "core/spelling.h"
#include "study/study_url.h"
#include "study/target_away.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRuns = "runs";
constexpr const char* kDatabase = "study.db";

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

study::StudyPlace find_study(const std::string& word) {
  if (study::is_postgres_url(word)) return study::place_at(word);
  fs::path path(word);
  if (path.filename().empty() && path.has_parent_path()) path = path.parent_path();
  if (path.filename() == kDatabase && fs::is_regular_file(path)) {
    path = path.has_parent_path() ? path.parent_path() : fs::path(".");
  }
  if (const auto place = study::place_in(path)) return *place;
  if (const auto place = study::place_in(fs::path(kRuns) / path)) return *place;
  if (fs::is_directory(path)) {
    fail("{} is no study folder: there is no {} in it", path.string(), kDatabase);
  }
  std::vector<std::string> names;
  for (const auto& place : list_studies(kRuns)) names.push_back(place.folder.filename().string());
  if (names.empty()) {
    fail("there is no study {}, and none under ./{}; `efs search` begins one", word, kRuns);
  }
  fail("{}", unknown_name_message("study", word, names));
}

std::vector<study::StudyPlace> list_studies(const fs::path& runs) {
  std::vector<study::StudyPlace> places;
  if (!fs::is_directory(runs)) return places;
  for (const fs::directory_entry& entry : fs::directory_iterator(runs)) {
    if (!entry.is_directory()) continue;
    if (auto place = study::place_in(entry.path())) places.push_back(std::move(*place));
  }
  std::sort(places.begin(), places.end(),
            [](const auto& a, const auto& b) { return a.folder < b.folder; });
  return places;
}

StudyReading read_study(const study::StudyPlace& place) {
  const double file_s = file_written_s(place.database);  // before opening it, which touches the log
  const auto storage = study::open_storage(place.database);
  StudyReading reading{.source = report_source(*storage, place.folder), .now_s = storage->now_s()};
  const auto& names = reading.source.fitness.targets;
  reading.targets_away =
      study::targets_away(*storage, names.empty() ? std::vector<std::string>{""} : names);
  reading.written_s = file_s > 0.0 ? file_s : last_heartbeat_s(reading.source.history);
  return reading;
}

}  // namespace efs::cli
