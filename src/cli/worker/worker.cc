// `efs-worker worker`: one of the processes of `efs search`, which starts it.
#include "cli/worker/commands.h"
#include "cli/worker/interrupt.h"
#include "cli/worker/open_study.h"
#include "cli/worker/worker_events.h"
#include "core/cpus.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string study, name;
  int slot = 0, workers = 1, threads = 1;
  bool lend_idle = false;
  int events = 3;
};

int run(const Arguments& arguments) {
  auto study = open_to_work(arguments.study);
  auto& workers = study.options.workers;
  workers.count = arguments.workers;
  workers.threads = arguments.threads;
  workers.lend_idle = arguments.lend_idle;
  EventWriter observer(arguments.events);
  const InterruptGuard guard;
  const CpuSeat seat(arguments.slot, arguments.workers, arguments.threads);
  const tune::TrainingMaterial material{study.packed, study.weights,
                                        study.teacher ? &study.teacher->network : nullptr};
  tune::Worker worker(arguments.name, study.options, *study.storage, study.folder, material,
                      observer, InterruptGuard::requested);
  worker.before_training([&](int threads) { seat.take(threads); });
  return worker.run() == tune::WorkerEnd::kStopped ? kExitInterrupted : 0;
}

}  // namespace

void add_worker(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("worker", "train trials of a study, as efs search asks");
  command->add_option("--study", arguments->study, "folder of the study")->required();
  command->add_option("--name", arguments->name, "as the study shall know it")->required();
  command->add_option("--slot", arguments->slot, "which of the workers, from 0");
  command->add_option("--workers", arguments->workers, "processes on this machine");
  command->add_option("--threads", arguments->threads, "of each");
  command->add_flag("--lend-idle", arguments->lend_idle, "late stages use idle workers' threads");
  command->add_option("--events", arguments->events, "descriptor that hears what happens");
  command->callback([arguments] {
    if (const int code = run(*arguments); code != 0) throw CLI::RuntimeError(code);
  });
}

}  // namespace efs::cli
