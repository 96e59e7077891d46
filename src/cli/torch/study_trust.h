// Another person's study brings that person's configuration: what it would have this machine do
// beyond training needs the user's approval, once.
#pragma once

#include <string>

#include "core/files/filesystem.h"
#include "tune/options.h"

namespace efs::cli {

/// Remembers the demands of the user's own configuration, and lets the processes that this one
/// starts work by `config_yaml`.
void approve(const tune::SearchOptions& options, const std::string& config_yaml);

/// Throws an Error that shows what `options`, read from a study's database, would send to a board
/// or hand to sbatch, and the links through which writing would leave the study's folder, unless
/// the user has approved each demand or, by `trust`, all of them.
void require_approval(const tune::SearchOptions& options, const std::string& config_yaml,
                      const fs::path& study_folder, bool trust);

}  // namespace efs::cli
