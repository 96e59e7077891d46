// How many threads a trial trains with. torch-free.
#pragma once

#include "tune/options.h"

namespace efs::tune {

/// Trials that reach this stage of a staged search, from 1, where every stage keeps what it may
/// keep.
int trials_in_stage(const SearchOptions& options, int stage);

/// Threads of a trial in this stage: the workers' own, or with `lend_idle`, where a fixed stage has
/// fewer trials than there are workers, an equal share of all workers' threads. A function of the
/// options, not of what happens to run: sums of another number of threads are rounded otherwise,
/// and a repeated search shall give the same numbers. `options.workers` must be chosen (no 0).
int threads_in_stage(const SearchOptions& options, int stage);

}  // namespace efs::tune
