#include "cli/worker/run_search.h"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "cli/config/names.h"
#include "cli/config/report_source.h"
#include "cli/worker/interrupt.h"
#include "cli/worker/search_progress.h"
#include "cli/worker/slurm_pool.h"
#include "cli/worker/worker_choice.h"
#include "cli/worker/worker_name.h"
#include "cli/worker/worker_pool.h"
#include "core/error.h"
#include "core/shell_words.h"
#include "report/text.h"
#include "report/writer.h"
#include "study/study_lock.h"
#include "study/target_away.h"
#include "study/wish.h"
#include "tune/augmentation_sheets.h"
#include "tune/best.h"
#include "tune/latency_models.h"
#include "tune/worker.h"

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

/// "10 architectures x learning_rate 0.001, 0.0003; head gap, center"
std::string describe_space(const search::Space& space) {
  std::string text;
  for (const auto& parameter : space.parameters) {
    if (parameter.name == search::kArchitecture) {
      text = fmt::format("{} architectures x ", parameter.values.size()) + text;
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
  fmt::print("fitness  {} ({})\n", fitness.expression,
             fitness.direction == search::Direction::kMaximize ? "maximize" : "minimize");
  if (fitness.expression.find("target_latency_ms") != std::string::npos) {
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
}

void print_plan(const tune::OpenStudy& study) {
  const auto& options = study.options;
  const auto& dataset = *study.dataset;
  fmt::print("study    {}\n", study.folder.root().string());
  fmt::print(
      "images   {} train, {} validation ({} skipped, {} {}{})\n", dataset.train.size(),
      dataset.validation.size(), dataset.skipped.size(), dataset.without_single_face,
      options.data.faces == data::FaceRule::kSingle
          ? "left out with no face or several, see data.faces"
          : "left out without a face",
      dataset.crops.empty() ? "" : fmt::format(", {} parts of them train", dataset.crops.size()));
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

/// Keeps the tables current: whoever looks at the folder sees what is known.
class TableWriter final : public tune::WorkerObserver {
 public:
  TableWriter(tune::WorkerObserver& next, tune::OpenStudy& study) : next_(next), study_(study) {}

  void measured(const study::Trial& trial) override { next_.measured(trial); }
  void training(const study::Trial& trial, int epoch, double share) override {
    next_.training(trial, epoch, share);
  }
  void epoch_done(const study::Trial& trial, const train::EpochResult& result) override {
    next_.epoch_done(trial, result);
  }
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override {
    next_.trial_ended(trial, state, reason);
    report::write_tables(report_source(*study_.storage, study_.folder.root()),
                         study_.folder.root());
  }
  void promoted(int trials, int stage, int target_epoch) override {
    next_.promoted(trials, stage, target_epoch);
  }

 private:
  tune::WorkerObserver& next_;
  tune::OpenStudy& study_;
};

void write_results(tune::OpenStudy& study) {
  tune::write_best(study.options, *study.storage, *study.dataset, study.folder);
  tune::keep_latency_models(study.options, *study.storage);  // of what samplers asked for, too
  const auto source = report_source(*study.storage, study.folder.root());
  const auto page = report::write_report(source, study.folder.root());
  const auto rows = report::leaderboard_rows(source);
  fmt::print("\n{}\nmodel   {}\nreport  {}\n", report::leaderboard_text(rows),
             (study.folder.best() / "model.onnx").string(), page.string());
  const std::string weak = report::weak_winner_text(source, rows);
  if (!weak.empty()) fmt::print("{}\n", weak);
}

tune::WorkerEnd train_all(tune::OpenStudy& study, tune::WorkerObserver& observer) {
  if (InterruptGuard::requested() != tune::StopRequest::kNone) return tune::WorkerEnd::kStopped;
  if (study.options.slurm.enabled) return SlurmPool(study, observer).run();
  study.options.workers = choose_workers(study);
  if (InterruptGuard::requested() != tune::StopRequest::kNone) return tune::WorkerEnd::kStopped;
  return WorkerPool(study, observer).run();
}

}  // namespace

int run_study(tune::OpenStudy& study) {
  const study::StudyLock lock(study.folder.root());
  release_trials_of_the_dead(*study.storage);
  study::set_wish(*study.storage, study::Wish::kWork);
  for (const auto& target : study.options.latency.all) {
    study::tell_target(*study.storage, target.name, "");  // it is seen anew
  }
  tune::write_augmentation_sheets(study.options, study.packed, study.folder);
  tune::keep_photographs(*study.storage, *study.dataset);
  print_plan(study);
  const InterruptGuard guard;
  SearchProgress progress(study.options);
  TableWriter observer(progress, study);
  tune::Worker(worker_name("preparation"), study.options, *study.storage, study.folder,
               {study.packed, study.weights}, observer, InterruptGuard::requested)
      .prepare_all();
  if (InterruptGuard::requested() == tune::StopRequest::kNone) {
    study.storage->set_note(kMeasuredNote, "yes");
  }
  progress.begin(study.storage->history());
  const tune::WorkerEnd end = train_all(study, observer);
  if (end == tune::WorkerEnd::kStopped) {
    fmt::print("\nstopped; everything is saved. Go on with: {}\n",
               shell_line({"efs", "search", "--study", study.folder.root().string(), "--resume"}));
    return kExitInterrupted;
  }
  write_results(study);
  return 0;
}

}  // namespace efs::cli
