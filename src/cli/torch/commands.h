// The commands that train or touch pixels, each in a file of its own.
#pragma once

#include <CLI/CLI.hpp>

namespace efs::cli {

/// `efs archs check`; the rest of `archs` needs no libtorch.
void add_archs_check(CLI::App& app);
/// `efs study pictures`; the rest of `study` needs no libtorch.
void add_study_pictures(CLI::App& app);
void add_bench(CLI::App& app);
void add_best(CLI::App& app);
void add_data(CLI::App& app);
void add_deploy(CLI::App& app);
/// What this machine has, and what that means for a search.
void add_doctor(CLI::App& app);
void add_eval(CLI::App& app);
void add_export(CLI::App& app);
void add_init(CLI::App& app);
void add_predict(CLI::App& app);
void add_search(CLI::App& app);
void add_step_time(CLI::App& app);
void add_targets(CLI::App& app);
/// `efs targets predict`
void add_predict_latency(CLI::App& targets);
void add_train(CLI::App& app);
void add_worker(CLI::App& app);

}  // namespace efs::cli
