// YAML <-> tune::SearchOptions: the only place that knows the configuration's keys
// (docs/configuration.md lists them).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::cli {

/// Reads and checks every key; one that is unknown or out of range is a UsageError with its
/// position. Paths become absolute. `data.images` and `data.labels` may be empty here; images
/// without labels have these in the same folder.
tune::SearchOptions parse_search_config(Config& config);

/// A file (none if empty) with "key.path=value" overrides on top. `model_task`: see choose_task().
tune::SearchOptions load_search_config(const std::filesystem::path& file,
                                       const std::vector<std::string>& overrides,
                                       const std::string& model_task = "");

/// The options that a study's database holds. An Error names the study.yaml in `folder`.
tune::SearchOptions study_options(const study::StudyInfo& info,
                                  const std::filesystem::path& folder);

/// All keys with their values; parse_search_config() reads equal options from it.
std::string resolved_yaml(const tune::SearchOptions& options);

/// The commented file that `efs init` writes.
std::string config_template();

}  // namespace efs::cli
