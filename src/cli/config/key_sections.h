// The parts of the table of keys, a file each; sections() (key.h) is all of them in their order.
#pragma once

#include "cli/config/key.h"

namespace efs::cli {

/// What is told of a search in general: seed, network, where weights come from.
std::vector<Key> general_keys();
std::vector<Key> data_keys();
std::vector<Key> space_keys();
std::vector<Key> stage_keys();
std::vector<Key> budget_keys();
std::vector<Key> warm_start_keys();
std::vector<Key> fitness_keys();
std::vector<Key> train_keys();
std::vector<Key> targets_keys();
std::vector<Key> latency_keys();
std::vector<Key> search_keys();
std::vector<Key> slurm_keys();

}  // namespace efs::cli
