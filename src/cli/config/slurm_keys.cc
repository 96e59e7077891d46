#include "cli/config/key_builders.h"

namespace efs::cli {

std::vector<Key> slurm_keys() {
  using Slurm = tune::SlurmOptions;
  auto time_limit = key("time_limit", &Slurm::time_limit, "`--time`", {.example = "\"04:00:00\""});
  // Always quoted: YAML 1.1 reads 04:00:00 as a number.
  time_limit.write = [](YAML::Emitter& out, const tune::SearchOptions& options) {
    out << YAML::DoubleQuoted << options.slurm.time_limit;
  };
  std::vector<Key> keys{
      key("max_workers", &Slurm::max_workers, "tasks that run or wait at most",
          {.range = {.low = 1, .high = 1000}}),
      key("partition", &Slurm::partition, "sbatch's `--partition`"),
      time_limit,
      key("memory", &Slurm::memory, "`--mem`", {.example = "8G"}),
      key("gpus", &Slurm::gpus, "`--gpus-per-task`", {.example = "1"}),
      key("sbatch", &Slurm::sbatch, "more of its options", {.example = "[--account=vision]"})};
  for (Key& key : keys) key.notes.change = Changeable::kMachine;
  return keys;
}

}  // namespace efs::cli
