#include "cli/worker/run_search.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/config/report_source.h"
#include "cli/config/search_config.h"
#include "cli/worker/interrupt.h"
#include "cli/worker/search_progress.h"
#include "cli/worker/study_lock.h"
#include "core/error.h"
#include "report/text.h"
#include "report/writer.h"
#include "train/device.h"
#include "tune/best.h"

namespace efs::cli {
namespace {

constexpr int kExitInterrupted = 130;  // as a shell reports a process that Ctrl-C ended

void print_plan(const tune::OpenStudy& study) {
  const auto& options = study.options;
  const auto& parameters = options.space.parameters;
  std::vector<std::string> rates;
  for (const auto& value : parameters.at(1).values) rates.push_back(study::to_string(value));
  std::vector<std::string> stages;
  for (const auto& stage : options.staged.stages)
    stages.push_back(fmt::format("{} epochs, keep {}", stage.epochs, stage.keep));
  const auto& dataset = study.dataset;
  fmt::print("study    {}\n", study.folder.root().string());
  fmt::print("images   {} train, {} validation ({} skipped, {} without a single face)\n",
             dataset.train.size(), dataset.validation.size(), dataset.skipped.size(),
             dataset.without_single_face);
  fmt::print("space    {} architectures x learning rates {} at input {}\n",
             parameters.at(0).values.size(), fmt::join(rates, ", "), options.input);
  fmt::print("stages   {}{}: {} epochs in all\n", fmt::join(stages, "; "),
             options.staged.restart ? "; each from scratch" : "", planned_epochs(options));
  fmt::print("fitness  {} ({})\n", options.fitness.expression,
             options.fitness.direction == search::Direction::kMaximize ? "maximize" : "minimize");
  if (options.fitness.expression.find("target_latency_ms") != std::string::npos) {
    fmt::print("         target_latency_ms = {}\n", options.fitness.target_latency_ms);
  }
  if (!options.fitness.constraints.empty())
    fmt::print("only     {}\n", fmt::join(options.fitness.constraints, ", "));
  fmt::print("latency  {}, {} thread{}, this machine\n", options.latency.runtime,
             options.latency.threads, options.latency.threads == 1 ? "" : "s");
  fmt::print("training {} thread{}, batch {}; every key: efs init\n\n", options.train.threads,
             options.train.threads == 1 ? "" : "s", options.train.batch_size);
  std::fflush(stdout);
}

/// Keeps the tables current: whoever looks at the folder sees what is known.
class TableWriter final : public tune::WorkerObserver {
 public:
  TableWriter(tune::WorkerObserver& next, tune::OpenStudy& study) : next_(next), study_(study) {}

  void measured(const study::Trial& trial, const tune::CandidateCost& cost) override {
    next_.measured(trial, cost);
  }
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
  void planned(const std::vector<study::Action>& actions) override { next_.planned(actions); }

 private:
  tune::WorkerObserver& next_;
  tune::OpenStudy& study_;
};

std::string worker_name() {
  char host[256] = "localhost";
  ::gethostname(host, sizeof host - 1);
  return fmt::format("{}:{}", host, ::getpid());
}

void write_results(tune::OpenStudy& study) {
  tune::write_best(study.options, *study.storage, study.dataset, study.folder);
  const auto source = report_source(*study.storage, study.folder.root());
  const auto page = report::write_report(source, study.folder.root());
  fmt::print("\n{}\nmodel   {}\nreport  {}\n",
             report::leaderboard_text(report::leaderboard_rows(source)),
             (study.folder.best() / "model.onnx").string(), page.string());
}

}  // namespace

tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const std::filesystem::path& folder) {
  train::require_device(options.train.device);
  return tune::create_study(options, resolved_yaml(options), folder);
}

tune::OpenStudy resume_study(const std::filesystem::path& root) {
  const tune::StudyFolder folder(root);
  if (!std::filesystem::exists(folder.database()))
    fail("there is no study in {}; begin one without --resume", root.string());
  auto storage = study::open_sqlite_storage(folder.database().string());
  auto config = Config::parse(storage->info().config_yaml, folder.config().string());
  const auto options = parse_search_config(config);
  train::require_device(options.train.device);
  return tune::open_study(options, std::move(storage), root);
}

int run_study(tune::OpenStudy& study) {
  const StudyLock lock(study.folder.root());
  study.storage->release_all();
  print_plan(study);
  const InterruptGuard guard;
  SearchProgress progress(study.options, study.storage->history());
  TableWriter observer(progress, study);
  tune::Worker worker(worker_name(), study.options, *study.storage, study.folder, study.packed,
                      observer, InterruptGuard::requested);
  if (worker.run() == tune::WorkerEnd::kStopped) {
    fmt::print("\nstopped; everything is saved. Go on with: efs search --study {} --resume\n",
               study.folder.root().string());
    return kExitInterrupted;
  }
  write_results(study);
  return 0;
}

}  // namespace efs::cli
