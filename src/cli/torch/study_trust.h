// A study of somebody else's is a configuration of somebody else's: what it would have this machine
// do beyond training is asked for once.
#pragma once

#include <string>

#include "core/files/filesystem.h"
#include "tune/options.h"

namespace efs::cli {

/// Remembers what the user's own configuration asks for, and that the processes that this one
/// starts may work by `config_yaml`.
void approve(const tune::SearchOptions& options, const std::string& config_yaml);

/// Error that shows what `options`, read from a study's database, would send to a board or hand to
/// sbatch, and the links through which writing would leave the study's folder, where the user has
/// approved neither it nor, by `trust`, all of it.
void require_approval(const tune::SearchOptions& options, const std::string& config_yaml,
                      const fs::path& study_folder, bool trust);

}  // namespace efs::cli
