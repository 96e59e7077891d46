// `efs-worker step-time`: how fast this process trains, for the choice of workers and threads.
#include "train/step_time.h"

#include <algorithm>
#include <cstdio>

#include "cli/config/search_config.h"
#include "cli/torch/commands.h"
#include "core/process/cpus.h"
#include "core/stats.h"
#include "study/location/study_location.h"
#include "train/reused_memory.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

constexpr double kMeasured_ms = 1500.0;
constexpr int kMostSteps = 100;
constexpr int kOutput = 3;  // as WorkerProcess gives it

struct StepTimeArguments {
  std::string study;
  int workers = 1, threads = 1;
};

/// Writes images a second.
void run_step_time(const StepTimeArguments& arguments) {
  const auto location = study::find_study_files(arguments.study);
  const auto options =
      study_options(study::open_storage(location.database)->info(), location.folder);
  auto candidate = tune::candidates_of(options).at(0);
  candidate.train.threads = arguments.threads;
  CpuSeat(arguments.workers, arguments.threads).take(arguments.threads);
  const auto graph = nn::build_network(candidate.network);
  const train::ReusedMemory reused;
  const double first_ms = median(train::step_times_ms(graph, candidate.train, 1, 2));
  const int steps = std::clamp(static_cast<int>(kMeasured_ms / first_ms), 2, kMostSteps);
  const double step_ms = median(train::step_times_ms(graph, candidate.train, 1, steps));
  ::dprintf(kOutput, "%f\n", 1e3 * candidate.train.batch_size / step_ms);
}

}  // namespace

void add_step_time(CLI::App& app) {
  auto arguments = std::make_shared<StepTimeArguments>();
  auto* command = app.add_subcommand("step-time", "images a second of a study's first network");
  command->add_option("--study", arguments->study, "folder of the study")->required();
  command->add_option("--workers", arguments->workers, "processes that do this side by side");
  command->add_option("--threads", arguments->threads, "of each");
  command->callback([arguments] { run_step_time(*arguments); });
}

}  // namespace efs::cli
