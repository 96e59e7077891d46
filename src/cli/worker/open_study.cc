#include "cli/worker/open_study.h"

#include <cstdlib>

#include "cli/config/search_config.h"
#include "cli/worker/study_options.h"
#include "cli/worker/study_trial.h"
#include "cli/worker/study_trust.h"
#include "core/error.h"
#include "study/study_url.h"
#include "train/device.h"
#include "tune/runtimes.h"

namespace efs::cli {
namespace {

/// What a study needs of this machine; Error where it is not there.
void require_machine(const tune::SearchOptions& options) {
  train::require_device(options.train.device);
  for (const auto& target : options.latency.all) {
    if (target.url.empty()) tune::runtime(target.runtime).version();
  }
}

/// Null where the options name none.
std::shared_ptr<const tune::TeacherTrial> find_teacher(const tune::SearchOptions& options) {
  if (options.teacher.empty()) return nullptr;
  auto trial = find_study_trial(options.teacher);
  return std::make_shared<const tune::TeacherTrial>(
      tune::TeacherTrial{.reference = options.teacher,
                         .dataset_digest = trial.dataset_digest,
                         .network = {std::move(trial.graph), std::move(trial.weights)}});
}

/// study.url has no password: the processes that this one starts get it from the environment.
void hand_on_password(const std::string& database) {
  if (!study::is_postgres_url(database)) return;
  const std::string password = study::PostgresUrl(database).password();
  if (!password.empty()) ::setenv("PGPASSWORD", password.c_str(), 1);
}

/// `open` is tune::open_study or tune::open_study_to_work.
template <typename Open>
tune::OpenStudy open(const study::StudyPlace& place, const study::Access& access, bool trust,
                     Open open) {
  auto storage = study::open_storage(place.database, access);
  const auto options = study_options(*storage, tune::StudyFolder(place.folder));
  require_approval(options, storage->info().config_yaml, trust);
  require_machine(options);
  return open(options, std::move(storage), place.folder, find_teacher(options));
}

}  // namespace

tune::OpenStudy begin_study(const tune::SearchOptions& options, const study::StudyPlace& place) {
  require_machine(options);
  hand_on_password(place.database);
  const std::string config_yaml = resolved_yaml(options);
  approve(options, config_yaml);
  return tune::create_study(options, config_yaml, place, find_teacher(options));
}

tune::OpenStudy resume_study(const study::StudyPlace& place, bool trust) {
  hand_on_password(place.database);
  return open(place, {}, trust, tune::open_study);
}

tune::OpenStudy open_to_work(const study::StudyPlace& place, bool trust) {
  return open(place, kWorkersAccess, trust, tune::open_study_to_work);
}

void add_trust(CLI::App& command, bool& trust) {
  command.add_flag("--trust-study", trust,
                   "of somebody else's study: its boards, tokens and sbatch options, too");
}

}  // namespace efs::cli
