#include "cli/torch/open_study.h"

#include <cstdlib>

#include "cli/config/search_config.h"
#include "cli/torch/study_trial.h"
#include "cli/torch/study_trust.h"
#include "core/error.h"
#include "core/text/shell_words.h"
#include "study/location/study_url.h"
#include "train/device.h"
#include "tune/model/runtimes.h"

namespace efs::cli {

namespace {

/// All latencies of a study are from one runtime.
void require_runtime(const std::string& name) {
  try {
    tune::runtime(name).version();
  } catch (const Error& error) {
    fail(
        "the study measures latencies with {}, and those of another runtime could not be compared "
        "with them: {}",
        name, error.what());
  }
}

}  // namespace

void require_machine(const tune::SearchOptions& options) {
  train::require_device(options.train.device);
  for (const auto& target : options.latency.all) {
    if (target.url.empty()) require_runtime(target.runtime);
  }
}

std::shared_ptr<const tune::TeacherTrial> find_teacher(const tune::SearchOptions& options) {
  if (options.teacher.empty()) return nullptr;
  auto trial = find_study_trial(options.teacher);
  const std::string& task = options.fitness.task.name;
  if (trial.info.task != task) {
    fail_usage(
        "teacher: {} was trained for the task {}, and this study is for {}; take a teacher "
        "of this task",
        options.teacher, trial.info.task, task);
  }
  const std::string fit = detect::to_string(options.fit);
  if (trial.info.fit != fit) {
    fail_usage(
        "teacher: {} was trained with fit: {}, and this study has fit: {}; take a teacher with the "
        "same",
        options.teacher, trial.info.fit, fit);
  }
  return std::make_shared<const tune::TeacherTrial>(tune::TeacherTrial{
      .reference = options.teacher,
      .dataset_digest = trial.dataset_digest,
      .network = {std::move(trial.graph), std::move(trial.weights), options.fit}});
}

tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const study::StudyLocation& location) {
  require_machine(options);
  hand_on_password(location.database);
  const std::string config_yaml = resolved_yaml(options);
  approve(options, config_yaml);
  return tune::create_study(options, config_yaml, location, find_teacher(options));
}

std::string resume_command(const std::filesystem::path& folder) {
  return shell_line({"efs", "search", "--study", folder.string(), "--resume"});
}

void hand_on_password(const std::string& database) {
  if (!study::is_postgres_url(database)) return;
  const std::string password = study::PostgresUrl(database).password();
  if (!password.empty()) ::setenv("PGPASSWORD", password.c_str(), 1);
}

}  // namespace efs::cli
