// `efs worker`: a process that trains a study's trials, started by `efs search` or by a user.
#include <thread>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/interrupt.h"
#include "cli/torch/open_study.h"
#include "cli/torch/search/resume.h"
#include "cli/torch/search/resume_flags.h"
#include "cli/torch/study_trust.h"
#include "cli/torch/workers/worker_events.h"
#include "cli/torch/workers/worker_log.h"
#include "cli/torch/workers/worker_name.h"
#include "core/process/cpus.h"
#include "study/location/study_lock.h"
#include "study/notes.h"

namespace efs::cli {
namespace {

constexpr int kNoEvents = -1;
constexpr auto kWaitForSearch = std::chrono::milliseconds(500);

struct WorkerArguments {
  std::string study, folder, name;
  std::vector<std::string> overrides;  // of this machine
  int workers = 1, threads = 0;
  bool lend_idle = false;
  bool trust = false;
  double leave_when_idle_s = 0.0;  // 0: it stays
  int events = kNoEvents;          // descriptor
  bool serves_a_search() const { return events != kNoEvents; }
};

/// The search measures every network while its machine is otherwise idle; until then there is
/// nothing to train. False: asked to stop meanwhile.
bool wait_until_measured(study::Storage& storage) {
  bool told = false;
  while (!storage.note(study::note::kMeasured.key)) {
    if (InterruptGuard::asked()) return false;
    if (!told) fmt::print("waiting for efs search to measure the networks\n");
    told = true;
    std::this_thread::sleep_for(kWaitForSearch);
  }
  return true;
}

int work(const WorkerArguments& arguments, tune::OpenStudy& study) {
  EventWriter events(arguments.events);
  WorkerLog log;
  tune::WorkerObserver& observer =
      arguments.serves_a_search() ? static_cast<tune::WorkerObserver&>(events) : log;
  const tune::TrainingMaterial material{study.packed, study.weights,
                                        study.teacher ? &study.teacher->network : nullptr};
  const std::string name = arguments.name.empty() ? worker_name() : arguments.name;
  tune::WorkerSetup setup{study.options, *study.storage, study.folder,
                          material,      observer,       InterruptGuard::requested};
  if (arguments.leave_when_idle_s > 0.0) setup.idle_limit_s = arguments.leave_when_idle_s;
  // A user who starts a worker alone chooses its processors.
  const CpuSeat seat(arguments.workers, study.options.workers.threads);
  if (arguments.serves_a_search()) {
    setup.before_training = [&](int threads) { seat.take(threads); };
  }
  return tune::Worker(name, setup).run() == tune::WorkerEnd::kStopped ? kExitInterrupted : 0;
}

int run_worker(const WorkerArguments& arguments) {
  const auto location = study::find_study_files(arguments.study, arguments.folder, kWorkersAccess);
  auto storage = study::open_storage(location.database, kWorkersAccess);
  if (!arguments.serves_a_search()) warn_of_edited_copy(*storage, location);
  const auto options =
      resumed_options(*storage, location, {.overrides = arguments.overrides, .one_machine = true});
  require_approval(options, storage->info().config_yaml, location.folder, arguments.trust);
  require_machine(options);
  auto study =
      tune::open_study_to_work(options, std::move(storage), location.folder, find_teacher(options));
  const study::WorkerLock lock(study.folder.root());
  auto& workers = study.options.workers;
  workers.count = arguments.workers;
  if (arguments.threads > 0) workers.threads = arguments.threads;
  if (workers.threads == 0) workers.threads = 1;
  workers.lend_idle = arguments.lend_idle;
  const InterruptGuard guard;
  if (!wait_until_measured(*study.storage)) return kExitInterrupted;
  return work(arguments, study);
}

}  // namespace

void add_worker(CLI::App& app) {
  auto arguments = std::make_shared<WorkerArguments>();
  auto* command = add_command(app, "worker");
  command
      ->add_option("overrides", arguments->overrides,
                   "key.path=value where this machine differs, such as weights=FILE")
      ->type_name(kOverride);
  add_study_word(*command, "--study", arguments->study);
  add_path(*command, "--folder", arguments->folder, "DIR",
           "folder of the study's files on this machine (default: the one that the study names)");
  command
      ->add_option("--threads", arguments->threads,
                   "threads that train (default: the study's, or 1)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--name", arguments->name, "worker name in the study (default: HOST:PID)");
  command
      ->add_option("--leave-when-idle", arguments->leave_when_idle_s,
                   "end after so many seconds without anything to train")
      ->check(in_range(kAboveZero))
      ->type_name("SECONDS");
  add_trust(*command, arguments->trust);
  // What a search tells the workers that it starts.
  for (CLI::Option* option :
       {command->add_option("--workers", arguments->workers, "processes on this machine"),
        static_cast<CLI::Option*>(command->add_flag("--lend-idle", arguments->lend_idle,
                                                    "late stages use idle workers' threads")),
        command->add_option("--events", arguments->events, "descriptor that hears what happens")}) {
    option->group("");
  }
  set_exit_code_by(*command, [arguments] { return run_worker(*arguments); });
}

}  // namespace efs::cli
