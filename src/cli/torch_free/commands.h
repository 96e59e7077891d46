// The commands that answer at once, each in a file of its own.
#pragma once

#include <CLI/CLI.hpp>

namespace efs::cli {

/// All of them.
void add_front_commands(CLI::App& app);

void add_archs(CLI::App& app);
void add_completion(CLI::App& app);
void add_manual(CLI::App& app);
void add_report(CLI::App& app);
void add_serve(CLI::App& app);
void add_simulate(CLI::App& app);
void add_status(CLI::App& app);
void add_study(CLI::App& app);
/// `efs study list`, `export` and `import`
void add_study_list(CLI::App& study_command);
void add_study_export(CLI::App& study_command);
void add_study_import(CLI::App& study_command);

}  // namespace efs::cli
