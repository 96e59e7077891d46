#include "cli/torch/search/run_search.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "cli/config/names.h"
#include "cli/config/report_source.h"
#include "cli/torch/interrupt.h"
#include "cli/torch/open_study.h"
#include "cli/torch/search/prefilter_study.h"
#include "cli/torch/search/search_progress.h"
#include "cli/torch/task_text.h"
#include "cli/torch/workers/database_watch.h"
#include "cli/torch/workers/slurm_pool.h"
#include "cli/torch/workers/worker_choice.h"
#include "cli/torch/workers/worker_name.h"
#include "cli/torch/workers/worker_pool.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/text/text_parts.h"
#include "report/leaderboard/choices.h"
#include "report/leaderboard/text.h"
#include "report/writer.h"
#include "study/location/study_lock.h"
#include "study/notes.h"
#include "study/study_command.h"
#include "study/target_away.h"
#include "tune/block_parameters.h"
#include "tune/latency/latency_models.h"
#include "tune/model/best.h"
#include "tune/study/augmentation_sheets.h"
#include "tune/worker/study_scheduler.h"
#include "tune/worker/work_time.h"
#include "tune/worker/worker.h"

namespace efs::cli {
namespace {

/// "0.001, 0.0003", "0.0001 to 0.01, logarithmic"
std::string describe_values(const search::Parameter& parameter) {
  if (const auto& range = parameter.range) {
    return fmt::format("{} to {}{}{}", range->low, range->high,
                       range->step > 0.0 ? fmt::format(" in steps of {}", range->step) : "",
                       range->logarithmic ? ", logarithmic" : "");
  }
  std::vector<std::string> values;
  for (const auto& value : parameter.values) values.push_back(study::to_string(value));
  return fmt::format("{}", fmt::join(values, ", "));
}

/// "10 architectures x ", "resnet18 x "
std::string describe_architectures(const search::Parameter& parameter) {
  const auto& values = parameter.values;
  return values.size() == 1 ? study::to_string(values.front()) + " x "
                            : fmt::format("{} architectures x ", values.size());
}

/// "10 architectures x learning_rate 0.001, 0.0003; head gap, center"
std::string describe_space(const search::Space& space) {
  std::string text;
  for (const auto& parameter : space.parameters) {
    if (tune::is_block_parameter(parameter.name)) continue;
    if (parameter.name == search::kArchitecture) {
      text = describe_architectures(parameter) + text;
      continue;
    }
    text += fmt::format("{}{} {}", text.empty() || text.ends_with("x ") ? "" : "; ", parameter.name,
                        describe_values(parameter));
  }
  const auto size = space.size();
  return size ? fmt::format("{} points of {} networks: {}", *size, space.network_count(), text)
              : text;
}

/// "asha with tpe, rungs at 5, 15, 45, 135 epochs", or the stages.
std::string describe_strategy(const search::Strategy& strategy) {
  std::vector<std::string> parts;
  if (strategy.scheduler == search::SchedulerKind::kStaged) {
    for (const auto& stage : strategy.staged.stages) {
      parts.push_back(fmt::format("{} epochs, keep {}", stage.epochs, stage.keep));
    }
    return fmt::format("{}{}", fmt::join(parts, "; "),
                       strategy.staged.restart ? "; each from scratch" : "");
  }
  for (const auto& rung : search::stages_of(strategy)) {
    parts.push_back(std::to_string(rung.epochs));
  }
  return fmt::format(
      "{} with {}, {} epochs", name_of(search::scheduler_names(), strategy.scheduler),
      name_of(search::sampler_names(), strategy.sampler.kind), fmt::join(parts, ", "));
}

void print_budget(const search::Budget& budget) {
  std::vector<std::string> limits;
  if (budget.trials) limits.push_back(fmt::format("{} trials", *budget.trials));
  if (budget.epochs) limits.push_back(fmt::format("{} epochs", *budget.epochs));
  if (budget.hours) limits.push_back(fmt::format("{} hours", *budget.hours));
  if (budget.target_fitness) limits.push_back(fmt::format("fitness {}", *budget.target_fitness));
  if (budget.patience_epochs) {
    limits.push_back(fmt::format("{} epochs without getting better", *budget.patience_epochs));
  }
  if (!limits.empty()) fmt::print("until    {}\n", fmt::join(limits, ", or "));
}

void print_fitness(const search::FitnessOptions& fitness) {
  for (const auto& objective : fitness.objectives) {
    fmt::print("goal     {} ({})\n", objective.expression,
               name_of(kDirections, objective.direction));
  }
  fmt::print("fitness  {} ({})\n", fitness.expression, name_of(kDirections, fitness.direction));
  if (search::reads(fitness, "target_latency_ms")) {
    fmt::print("         target_latency_ms = {}\n", fitness.target_latency_ms);
  }
  if (!fitness.constraints.empty()) {
    fmt::print("only     {}\n", fmt::join(fitness.constraints, ", "));
  }
}

void print_target(const tune::LatencyTarget& target) {
  fmt::print("latency  {}{}, {}, {} thread{}, {}\n", target.name.empty() ? "" : target.name + ": ",
             target.runtime, target.precision, target.threads, target.threads == 1 ? "" : "s",
             target.url.empty() ? "this machine" : target.url);
  if (!target.runtime_reason.empty()) fmt::print("         auto: {}\n", target.runtime_reason);
}

/// What the rule for faces made of the images.
std::string describe_faces(const data::Dataset& dataset) {
  switch (dataset.rule) {
    case data::FaceRule::kSingle:
      return fmt::format(
          "{} left out with no face or several, see data.faces{}", dataset.without_single_face,
          dataset.crops.empty() ? ""
                                : fmt::format(", {} parts of them train", dataset.crops.size()));
    case data::FaceRule::kLargest:
      return fmt::format("{} left out without a face", dataset.without_single_face);
    case data::FaceRule::kAll:
      return fmt::format("{} without a face", dataset.faceless);
  }
  return "";
}

void print_plan(const tune::OpenStudy& study) {
  const auto& options = study.options;
  const auto& dataset = *study.dataset;
  fmt::print("study    {}\n", study.folder.root().string());
  fmt::print("task     {}\n", task_text(options));
  fmt::print("labels   {}\n", hanging(dataset.labels, 9));
  fmt::print("images   {} train, {} validation ({} skipped, {})\n", dataset.train.size(),
             dataset.validation.size(), dataset.skipped.size(), describe_faces(dataset));
  fmt::print("space    {}\n", describe_space(options.space));
  const auto epochs = search::planned_epochs(options.strategy, options.space);
  fmt::print("search   {}{}\n", describe_strategy(options.strategy),
             epochs ? fmt::format(": {:.0f} epochs in all", *epochs) : "");
  print_budget(options.strategy.budget);
  if (!options.weights.empty()) fmt::print("weights  {}\n", options.weights);
  if (!options.teacher.empty()) {
    fmt::print("teacher  {}, {} of the loss\n", options.teacher, options.train.distillation);
  }
  print_fitness(options.fitness);
  for (const auto& target : options.latency.all) print_target(target);
  const auto& train = options.train;
  fmt::print("training {}, batch {}, loss {}, augmentation {}, {}; every key: efs init\n",
             train::to_string(train.optimizer), train.batch_size, train::to_string(train.loss),
             train.augmentation, train::to_string(train.precision));
  std::fflush(stdout);
}

/// Shows the progress, and keeps the tables in the study's folder current. DatabaseGone: there is
/// nothing to keep them of.
class StudyKeeper final : public SearchProgress {
 public:
  StudyKeeper(tune::OpenStudy& study, DatabaseWatch& database, const std::string& part)
      : SearchProgress(study.options, *study.storage, part), study_(study), database_(database) {}

  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override {
    SearchProgress::trial_ended(trial, state, reason);
    report::write_tables(report_source(*study_.storage, study_.folder.root()),
                         study_.folder.root());
  }
  void time_passes() override {
    SearchProgress::time_passes();
    database_.check();
  }

 private:
  tune::OpenStudy& study_;
  DatabaseWatch& database_;
};

/// The reason why a trial failed may be gone by now.
void tell_failed(const tune::OpenStudy& study) {
  const auto failed = std::ranges::count(study.storage->history().trials,
                                         study::TrialState::kFailed, &study::Trial::state);
  if (failed == 0) return;
  fmt::print("failed   {} trial{}; try {} again: {} --retry-failed\n", failed,
             failed == 1 ? "" : "s", failed == 1 ? "it" : "them",
             resume_command(study.folder.root()));
}

void write_results(tune::OpenStudy& study) {
  tune::write_best(study.options, *study.storage, *study.dataset, study.folder);
  tune::keep_latency_models(study.options, *study.storage);  // of what samplers asked for, too
  const auto source = report_source(*study.storage, study.folder.root());
  const auto page = report::write_report(source, study.folder.root());
  const auto rows = report::leaderboard_rows(source);
  fmt::print("\n{}\nmodel   {}\nreport  {}\n", report::leaderboard_text(rows),
             (study.folder.best() / "model.onnx").string(), page.string());
  fmt::print("{}", report::choices_text(source, rows, study.folder.root().string()));
  const std::string weak = report::weak_winner_text(source, rows);
  if (!weak.empty()) fmt::print("{}\n", weak);
}

tune::WorkerEnd train_all(tune::OpenStudy& study, SearchProgress& progress) {
  if (InterruptGuard::asked()) return tune::WorkerEnd::kStopped;
  if (study.options.slurm.enabled) {
    SlurmPool pool(study, progress);
    progress.print("slurm    " + pool.describe());
    const tune::WorkersAtWork at_work(study.options, *study.storage);
    return pool.run();
  }
  const WorkerChoice choice = choose_workers(study, [&] {
    progress.time_passes();
    return InterruptGuard::asked();
  });
  if (InterruptGuard::asked()) return tune::WorkerEnd::kStopped;
  study.options.workers = choice.workers;
  progress.print("workers  " + choice.text);
  const tune::WorkersAtWork at_work(study.options, *study.storage);
  return WorkerPool(study, progress).run();
}

/// Measures, then trains until the study is done or the user stops it.
tune::WorkerEnd work(tune::OpenStudy& study, const std::string& part) {
  const InterruptGuard guard;
  DatabaseWatch database(*study.storage, study.folder.root());
  StudyKeeper progress(study, database, part);
  try {
    tune::Worker(worker_name("preparation"), {study.options,
                                              *study.storage,
                                              study.folder,
                                              {study.packed, study.weights},
                                              progress,
                                              InterruptGuard::requested})
        .prepare_all();
    if (!InterruptGuard::asked()) study.storage->set_note(study::note::kMeasured.key, "yes");
    progress.begin(study.storage->history());
    const tune::WorkerEnd end = train_all(study, progress);
    if (!database.is_there()) throw DatabaseGone{};
    return end;
  } catch (...) {
    // A lost database is the cause of any other failure. By now no worker runs.
    if (!database.is_there()) database.rescue();
    throw;
  }
}

/// UsageError where the later end leaves nothing to train; called before anything is stored.
void require_something_to_do(tune::OpenStudy& study) {
  const auto history = tune::study_history(study.options, *study.storage);
  if (!tune::is_done(study.options, *study.storage, history)) return;
  std::size_t epochs = 0;
  for (const auto& trial : history.trials) epochs += trial.epochs.size();
  const auto size = study.options.space.size();
  fail_usage(
      "the search is done with this end too: {} trials{}, {} epochs{}; a later end means more "
      "budget.trials, epochs or hours than that, or one more stage",
      history.trials.size(), size ? fmt::format(" of the {} that the space has", *size) : "",
      epochs,
      study.options.strategy.budget.hours
          ? fmt::format(", {:.2f} hours", history.elapsed_s / 3600.0)
          : "");
}

/// UsageError where a trial has not ended: its learning rate follows the old last stage.
void require_an_end(study::Storage& storage) {
  for (const auto& trial : storage.history().trials) {
    if (study::has_ended(trial.state)) continue;
    fail_usage(
        "trial {} is {}: a stage is added when all trials have ended, for they follow the learning "
        "rate of the stages that the study has; go on with --resume alone first",
        trial.number, study::to_string(trial.state));
  }
}

void retry_failed(study::Storage& storage) {
  while (true) {
    const auto revision = storage.revision();
    std::vector<study::Action> actions;
    for (const auto& trial : storage.history().trials) {
      if (trial.state == study::TrialState::kFailed) {
        actions.emplace_back(study::RetryTrial{trial.number});
      }
    }
    if (actions.empty() || storage.apply(actions, revision)) return;
  }
}

/// Stores what the command line changes, once nobody else works on the study.
void apply(const RunOptions& how, tune::OpenStudy& study) {
  if (how.more_stages) require_an_end(*study.storage);
  if (how.later_end && !how.retry_failed) require_something_to_do(study);
  if (how.retry_failed) retry_failed(*study.storage);
  if (how.changed_config.empty()) return;
  study.storage->set_config(how.changed_config);
  write_file_atomically(study.folder.config(), how.changed_config);
}

}  // namespace

int run_study(tune::OpenStudy& study, const RunOptions& how) try {
  const study::StudyLock lock(study.folder.root());
  apply(how, study);
  release_trials_of_the_dead(*study.storage);
  study::set_study_command(*study.storage, study::StudyCommand::kWork);
  for (const auto& target : study.options.latency.all) {
    study::tell_target(*study.storage, target.name, "");  // it is seen anew
  }
  tune::write_augmentation_sheets(study.options, study.packed, study.folder);
  tune::keep_photographs(*study.storage, *study.dataset);
  print_plan(study);
  tell_failed(study);
  if (!prefilter_study(study) || work(study, how.part) == tune::WorkerEnd::kStopped) {
    fmt::print("\nstopped; everything is saved. Go on with: {}\n",
               resume_command(study.folder.root()));
    return kExitInterrupted;
  }
  write_results(study);
  tell_failed(study);
  return 0;
} catch (const SystemError& error) {
  throw SystemError(fmt::format("{}\nthe study is saved; when that is mended, go on with: {}",
                                error.what(), resume_command(study.folder.root())),
                    error.code());
} catch (const study::StorageFailure& error) {
  fail("{}\nwhen that is mended, go on with: {}", error.what(),
       resume_command(study.folder.root()));
}

}  // namespace efs::cli
