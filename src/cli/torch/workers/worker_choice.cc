#include "cli/torch/workers/worker_choice.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <numeric>
#include <sstream>
#include <thread>

#include "cli/torch/workers/worker_process.h"
#include "core/process/cpus.h"

namespace efs::cli {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(50);

/// The sum over all workers; nothing if one of them failed or `stop` said so.
std::optional<double> images_per_second(const tune::OpenStudy& study,
                                        const tune::WorkerOptions& workers,
                                        const std::function<bool()>& stop) {
  const Pipe pipe;
  std::vector<WorkerProcess> processes;
  for (int i = 0; i < workers.count; ++i) {
    processes.emplace_back(
        std::vector<std::string>{"step-time", "--study", study.folder.root().string(), "--workers",
                                 std::to_string(workers.count), "--threads",
                                 std::to_string(workers.threads)},
        pipe.write);
  }
  for (auto& process : processes) {
    std::optional<ProcessEnd> end;
    while (!(end = process.poll())) {
      if (stop()) return std::nullopt;
      std::this_thread::sleep_for(kBetweenLooks);
    }
    if (end->exit_code != 0) return std::nullopt;
  }
  char text[1 << 12];
  const ssize_t size = ::read(pipe.read, text, sizeof text);
  std::istringstream numbers(
      std::string(text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
  return std::accumulate(std::istream_iterator<double>(numbers), {}, 0.0);
}

std::string describe(const tune::WorkerOptions& workers) {
  return fmt::format("{} of {} thread{}", workers.count, workers.threads,
                     workers.threads == 1 ? "" : "s");
}

WorkerChoice fastest(const tune::OpenStudy& study, int processors, int trials,
                     const std::function<bool()>& stop) {
  tune::WorkerOptions workers = study.options.workers;
  workers.lend_idle = true;
  tune::WorkerOptions best = workers;
  best.count = 1;
  best.threads = processors;
  double best_speed = 0.0;
  std::string tried;
  for (int threads = 1; threads <= processors && !stop(); threads *= 2) {
    workers.count = std::min(processors / threads, trials);
    workers.threads = threads;
    const auto speed = images_per_second(study, workers, stop);
    if (!speed) continue;
    tried +=
        fmt::format("{}{} {:.0f} images/s", tried.empty() ? "" : ", ", describe(workers), *speed);
    if (*speed <= best_speed) continue;
    best_speed = *speed;
    best = workers;
  }
  return {best, fmt::format("{}: {}", describe(best), tried)};
}

}  // namespace

WorkerChoice choose_workers(const tune::OpenStudy& study, const std::function<bool()>& stop) {
  tune::WorkerOptions workers = study.options.workers;
  workers.lend_idle = workers.threads == 0;
  const int processors = static_cast<int>(allowed_cpus().size());
  const auto planned = search::planned_trials(study.options.strategy, study.options.space);
  const int trials =
      static_cast<int>(std::min<std::size_t>(planned.value_or(processors), 1'000'000));
  if (workers.count == 0 && workers.threads == 0 && trials > 1 && processors > 1) {
    return fastest(study, processors, trials, stop);
  }
  if (workers.count == 0) {
    workers.count = std::clamp(processors / std::max(1, workers.threads), 1, trials);
    if (workers.threads == 0) workers.count = 1;
  }
  if (workers.threads == 0) workers.threads = std::max(1, processors / workers.count);
  return {workers, describe(workers)};
}

}  // namespace efs::cli
