#include "cli/worker/run_search.h"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "cli/config/report_source.h"
#include "cli/worker/interrupt.h"
#include "cli/worker/search_progress.h"
#include "cli/worker/slurm_pool.h"
#include "cli/worker/study_lock.h"
#include "cli/worker/worker_choice.h"
#include "cli/worker/worker_name.h"
#include "cli/worker/worker_pool.h"
#include "core/error.h"
#include "report/text.h"
#include "report/writer.h"
#include "study/wish.h"
#include "tune/augmentation_sheets.h"
#include "tune/best.h"
#include "tune/worker.h"

namespace efs::cli {
namespace {

/// "learning_rate 0.001, 0.0003; head gap, center"; what has one value is a constant.
std::string describe_choices(const search::Space& space) {
  std::string text;
  for (const auto& parameter : space.parameters) {
    if (parameter.name == "architecture") continue;
    std::vector<std::string> values;
    for (const auto& value : parameter.values) values.push_back(study::to_string(value));
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : "; ", parameter.name, fmt::join(values, ", "));
  }
  return text;
}

void print_fitness(const search::FitnessOptions& fitness) {
  fmt::print("fitness  {} ({})\n", fitness.expression,
             fitness.direction == search::Direction::kMaximize ? "maximize" : "minimize");
  if (fitness.expression.find("target_latency_ms") != std::string::npos) {
    fmt::print("         target_latency_ms = {}\n", fitness.target_latency_ms);
  }
  if (!fitness.constraints.empty()) {
    fmt::print("only     {}\n", fmt::join(fitness.constraints, ", "));
  }
}

void print_plan(const tune::OpenStudy& study) {
  const auto& options = study.options;
  std::vector<std::string> stages;
  for (const auto& stage : options.staged.stages)
    stages.push_back(fmt::format("{} epochs, keep {}", stage.epochs, stage.keep));
  const auto& dataset = *study.dataset;
  fmt::print("study    {}\n", study.folder.root().string());
  fmt::print(
      "images   {} train, {} validation ({} skipped, {} without a single face{})\n",
      dataset.train.size(), dataset.validation.size(), dataset.skipped.size(),
      dataset.without_single_face,
      dataset.crops.empty() ? "" : fmt::format(", {} parts of them train", dataset.crops.size()));
  fmt::print("space    {} trials of {} networks: {} architectures x {}\n",
             options.space.grid().size(), options.space.network_count(),
             options.space.parameters.at(0).values.size(), describe_choices(options.space));
  fmt::print("stages   {}{}: {} epochs in all\n", fmt::join(stages, "; "),
             options.staged.restart ? "; each from scratch" : "", planned_epochs(options));
  if (!options.weights.empty()) fmt::print("weights  {}\n", options.weights);
  if (!options.teacher.empty()) {
    fmt::print("teacher  {}, {} of the loss\n", options.teacher, options.train.distillation);
  }
  print_fitness(options.fitness);
  fmt::print("latency  {}, {} thread{}, this machine\n", options.latency.runtime,
             options.latency.threads, options.latency.threads == 1 ? "" : "s");
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
  const auto source = report_source(*study.storage, study.folder.root());
  const auto page = report::write_report(source, study.folder.root());
  fmt::print("\n{}\nmodel   {}\nreport  {}\n",
             report::leaderboard_text(report::leaderboard_rows(source)),
             (study.folder.best() / "model.onnx").string(), page.string());
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
  const StudyLock lock(study.folder.root());
  release_trials_of_the_dead(*study.storage);
  study::set_wish(*study.storage, study::Wish::kWork);
  tune::write_augmentation_sheets(study.options, study.packed, study.folder);
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
    fmt::print("\nstopped; everything is saved. Go on with: efs search --study {} --resume\n",
               study.folder.root().string());
    return kExitInterrupted;
  }
  write_results(study);
  return 0;
}

}  // namespace efs::cli
