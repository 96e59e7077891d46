// `efs study export` and `efs study import`.
#pragma once

#include <CLI/CLI.hpp>

namespace efs::cli {

void add_study_export(CLI::App& study_command);
void add_study_import(CLI::App& study_command);

}  // namespace efs::cli
