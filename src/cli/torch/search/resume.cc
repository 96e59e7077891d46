#include "cli/torch/search/resume.h"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "cli/config/config_changes.h"
#include "cli/config/search_config.h"
#include "cli/config/task_choice.h"
#include "cli/torch/open_study.h"
#include "cli/torch/study_trust.h"
#include "core/error.h"
#include "study/location/study_url.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

/// Stages that trials have been through are history; more may follow.
void require_only_more(const std::vector<search::Stage>& before,
                       const std::vector<search::Stage>& after) {
  const auto equal = [](const search::Stage& a, const search::Stage& b) {
    return a.epochs == b.epochs && a.keep == b.keep;
  };
  if (after.size() > before.size() &&
      std::equal(before.begin(), before.end(), after.begin(), equal))
    return;
  fail_usage(
      "stages: trials are compared at the ends of the stages that the study has; give these as "
      "they are, with more after them, or begin a new study");
}

void refuse(const ConfigChange& change) {
  fail_usage(
      "{} cannot change from '{}' to '{}': the trials of the study were made, measured or trained "
      "with it, and new ones could not be compared with them; begin a new study (warm_start: "
      "[STUDY] lets it learn from this one)",
      change.key, change.before, change.after);
}

/// Before the configuration is read as a whole: many keys mean something only for one task.
void require_same_task(const tune::SearchOptions& before, Config& config) {
  const std::string& task = before.fitness.task.name;
  const std::string wanted = config.choice("task", task, task_words());
  if (wanted != task && wanted != kAutoTask) {
    refuse({.key = "task", .before = task, .after = wanted});
  }
}

/// A target that is given anew, by another url say, keeps the runtime that the study measures with.
void keep_runtimes(const tune::LatencyTargets& before, tune::LatencyTargets& after) {
  for (tune::LatencyTarget& target : after.all) {
    if (target.runtime != tune::kAutoRuntime) continue;
    const auto same = std::ranges::find(before.all, target.name, &tune::LatencyTarget::name);
    if (same != before.all.end()) target.runtime = same->runtime;
  }
}

struct Changed {
  tune::SearchOptions options;
  std::vector<ConfigChange> changes;
};

Changed changed_options(study::Storage& storage, const study::StudyLocation& location,
                        const ResumeOptions& wanted) {
  const study::StudyInfo info = storage.info();
  const auto before = study_options(info, location.folder);
  auto config = Config::parse(info.config_yaml, (location.folder / "study.yaml").string());
  for (const std::string& assignment : wanted.overrides) config.override_with(assignment);
  require_same_task(before, config);
  Changed changed{parse_search_config(config), {}};
  keep_runtimes(before.latency, changed.options.latency);
  auto& stages = changed.options.strategy.staged.stages;
  if (wanted.epochs > 0 && wanted.epochs != stages.back().epochs) {
    stages.push_back({wanted.epochs, 1});
    changed.options.train.schedule_epochs = wanted.epochs;
  }
  changed.changes = config_changes(resolved_yaml(before), resolved_yaml(changed.options));
  for (const ConfigChange& change : changed.changes) {
    const Changeable may = changeable(change);
    if (may == Changeable::kNever) refuse(change);
    if (may == Changeable::kEnd && wanted.one_machine) {
      fail_usage("{} is the same for all workers of a study; give it to efs search --resume",
                 change.key);
    }
    if (change.key == "stages") require_only_more(before.strategy.staged.stages, stages);
  }
  return changed;
}

/// Error where a path of the study's is gone, with the way to say where it is now.
void require_there(const fs::path& path, const char* what, const std::string& how,
                   const study::StudyLocation& location) {
  if (path.empty() || fs::exists(path)) return;
  fail("{}: the study's {} not there any more; where {} now? {}", path.string(), what,
       std::string_view(what).ends_with("are") ? "are they" : "is it",
       resume_command(location.folder) + how);
}

void require_places(const tune::SearchOptions& options, const study::StudyLocation& location) {
  require_there(options.data.images, "photographs are", " --images DIR", location);
  require_there(options.data.labels, "labels are", " --labels FILE", location);
  require_there(options.data.validation_images, "photographs that validate are",
                " data.validation_images=DIR", location);
  require_there(options.data.validation_labels, "labels of what validates are",
                " data.validation_labels=FILE", location);
  require_there(options.data.folds, "fold file is", " data.folds=FILE", location);
  require_there(options.data.near_duplicates, "list of near duplicates is",
                " data.near_duplicates=FILE", location);
  if (options.weights != tune::kTorchvisionWeights) {
    require_there(options.weights, "weights are", " weights=FILE", location);
  }
  if (!study::is_postgres_url(options.teacher)) {
    const auto colon = options.teacher.find(':', options.teacher.rfind('/') + 1);
    require_there(options.teacher.substr(0, colon), "teacher is", " teacher=STUDY", location);
  }
  for (const tune::LatencyTarget& target : options.latency.all) {
    const bool alone = target.name.empty();
    require_there(target.token_file, "token file is",
                  alone ? " latency.token_file=FILE" : " 'targets=[...]'", location);
    require_there(target.ca_certificate, "certificate is",
                  alone ? " latency.ca_cert=FILE" : " 'targets=[...]'", location);
  }
}

}  // namespace

tune::SearchOptions resumed_options(study::Storage& storage, const study::StudyLocation& location,
                                    const ResumeOptions& wanted) {
  return changed_options(storage, location, wanted).options;
}

ResumedStudy resume_study(const study::StudyLocation& location, const ResumeOptions& wanted) {
  hand_on_password(location.database);
  auto storage = study::open_storage(location.database);
  warn_of_edited_copy(*storage, location);
  const Changed changed = changed_options(*storage, location, wanted);
  RunOptions how{.retry_failed = wanted.retry_failed};
  if (!changed.changes.empty()) how.changed_config = resolved_yaml(changed.options);
  require_approval(changed.options,
                   how.changed_config.empty() ? storage->info().config_yaml : how.changed_config,
                   location.folder, wanted.trust);
  require_places(changed.options, location);
  for (const ConfigChange& change : changed.changes) {
    how.later_end = how.later_end || changeable(change) == Changeable::kEnd;
    how.more_stages = how.more_stages || change.key == "stages";
  }
  require_machine(changed.options);
  return {tune::open_study(changed.options, std::move(storage), location.folder,
                           find_teacher(changed.options)),
          std::move(how)};
}

void warn_of_edited_copy(study::Storage& storage, const study::StudyLocation& location) {
  const fs::path file = location.folder / "study.yaml";
  if (!fs::exists(file)) return;
  std::vector<std::string> keys;
  try {
    auto copy = Config::load(file);
    for (const auto& change :
         config_changes(resolved_yaml(study_options(storage.info(), location.folder)),
                        resolved_yaml(parse_search_config(copy)))) {
      keys.push_back(change.key);
    }
  } catch (const Error& error) {
    spdlog::warn("{} is a copy of the study's configuration that is not read: {}", file.string(),
                 error.what());
    return;
  }
  if (keys.empty()) return;
  spdlog::warn(
      "{} differs from what the study goes on with in {}; it is a copy and not read: what may "
      "change is given as KEY=VALUE with --resume",
      file.string(), fmt::join(keys, ", "));
}

}  // namespace efs::cli
