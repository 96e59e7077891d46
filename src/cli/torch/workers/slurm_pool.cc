#include "cli/torch/workers/slurm_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "cli/slurm_queue.h"
#include "cli/torch/interrupt.h"
#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/text/shell_words.h"
#include "study/study_command.h"
#include "tune/worker/study_scheduler.h"
#include "tune/worker/work_time.h"

namespace efs::cli {
namespace fs = std::filesystem;
namespace {

constexpr auto kInterval = std::chrono::seconds(2);
constexpr double kIdle_s = 20.0;        // after which a worker leaves
constexpr int kGraceAtTheLimit_s = 60;  // before the time limit ends a task
constexpr int kMostFruitless = 30;      // submissions in a row that brought nothing about

void add(std::vector<std::string>& arguments, const char* option, const std::string& value) {
  if (!value.empty()) arguments.push_back(std::string(option) + "=" + value);
}

/// A measure of progress: it grows with each epoch, latency and ended trial.
std::size_t brought_about(const study::History& history) {
  std::size_t sum = 0;
  for (const study::Trial& trial : history.trials) {
    sum +=
        trial.epochs.size() + (trial.latency() ? 1 : 0) + (study::has_ended(trial.state) ? 1 : 0);
  }
  return sum;
}

}  // namespace

SlurmPool::SlurmPool(tune::OpenStudy& study, tune::WorkerObserver& observer)
    : study_(study),
      observer_(observer),
      folder_(fs::absolute(study.folder.root()).lexically_normal() / "slurm"),
      // Two studies of the same name, in different folders, are different jobs.
      job_name_("efs-" + study.storage->info().name + "-" +
                sha256_hex(folder_.string()).substr(0, 8)) {
  write_script();
}

void SlurmPool::write_script() const {
  const std::string program = fs::read_symlink("/proc/self/exe").string();
  const int threads = std::max(1, study_.options.workers.threads);
  // exec: the worker itself gets the signals.
  write_file_atomically(
      folder_ / "worker.sh",
      fmt::format("#!/bin/sh\nexec {} worker --study {} --threads {} --leave-when-idle {}\n",
                  shell_word(program), shell_word(folder_.parent_path().string()), threads,
                  kIdle_s));
}

void SlurmPool::submit(int tasks) const {
  const tune::SlurmOptions& slurm = study_.options.slurm;
  std::vector<std::string> arguments{
      "--parsable",
      "--requeue",
      "--job-name=" + job_name_,
      "--array=1-" + std::to_string(tasks),
      "--cpus-per-task=" + std::to_string(std::max(1, study_.options.workers.threads)),
      "--open-mode=append",
      "--output=" + (folder_ / "%A_%a.log").string()};
  add(arguments, "--partition", slurm.partition);
  add(arguments, "--time", slurm.time_limit);
  add(arguments, "--mem", slurm.memory);
  add(arguments, "--gpus-per-task", slurm.gpus);
  if (!slurm.time_limit.empty()) {
    arguments.push_back(fmt::format("--signal=B:TERM@{}", kGraceAtTheLimit_s));
  }
  arguments.insert(arguments.end(), slurm.sbatch.begin(), slurm.sbatch.end());
  arguments.push_back((folder_ / "worker.sh").string());
  slurm_submit(arguments);
}

int SlurmPool::wanted(const study::History& history) const {
  const auto& options = study_.options;
  const int most = options.slurm.max_workers;
  std::size_t open = 0, ended = 0;
  for (const study::Trial& trial : history.trials) {
    using study::TrialState;
    if (trial.state == TrialState::kQueued || trial.state == TrialState::kRunning) ++open;
    if (study::has_ended(trial.state)) ++ended;
  }
  if (options.strategy.scheduler != search::SchedulerKind::kStaged) {
    // A free worker begins the next trial; those that wait may all be promoted.
    const auto planned = search::planned_trials(options.strategy, options.space);
    if (!planned) return most;
    open = *planned - ended;
  }
  return static_cast<int>(std::clamp<std::size_t>(open, 1, static_cast<std::size_t>(most)));
}

/// Tasks that end at once (a full disk, a node without the files) would be submitted for ever.
void SlurmPool::require_fruit(const study::History& history) {
  const std::size_t now = brought_about(history);
  fruitless_ = now == brought_about_ ? fruitless_ + 1 : 0;
  brought_about_ = now;
  if (fruitless_ <= kMostFruitless) return;
  slurm_cancel(job_name_);
  fail("the tasks of {} submissions have ended without training anything; their logs in {} say why",
       fruitless_, folder_.string());
}

std::string SlurmPool::describe() const {
  return fmt::format("up to {} tasks named {}; logs in {}", study_.options.slurm.max_workers,
                     job_name_, folder_.string());
}

tune::WorkerEnd SlurmPool::run() {
  tune::WorkTime time(study_.options, *study_.storage);
  StudyWatcher watcher(study_.storage->history(), observer_);
  while (true) {
    observer_.time_passes();
    time.tick();
    const study::History history = tune::study_history(study_.options, *study_.storage);
    watcher.look(history);
    if (tune::is_done(study_.options, *study_.storage, history)) {
      slurm_cancel(job_name_);  // tasks that still wait in the queue; workers leave by themselves
      return tune::WorkerEnd::kStudyDone;
    }
    if (InterruptGuard::asked() ||
        study::study_command(*study_.storage) == study::StudyCommand::kStop) {
      slurm_cancel(job_name_);
      return tune::WorkerEnd::kStopped;
    }
    const int missing = wanted(history) - static_cast<int>(slurm_jobs(job_name_).size());
    if (missing > 0) {
      require_fruit(history);
      submit(missing);
    }
    std::this_thread::sleep_for(kInterval);
  }
}

}  // namespace efs::cli
