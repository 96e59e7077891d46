// "[CONFIG] [key.path=value ...] [--images DIR] [--labels FILE]": shared by the commands that read
// a configuration.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "tune/options.h"

namespace efs::cli {

struct ConfigArguments {
  std::vector<std::string> words;  // at most one file, and overrides
  std::string images;
  std::string labels;

  void add_to(CLI::App& command);
  /// The file and the overrides; UsageError for two files. `model_task`: see choose_task().
  tune::SearchOptions load(const std::string& model_task = "") const;
  /// The overrides alone, for a study's own configuration. UsageError for a file.
  std::vector<std::string> overrides() const;

 private:
  struct Split {
    std::vector<std::string> files, assignments;
  };
  Split split() const;
};

/// UsageError where the photographs or the label file are not given; Error where a file or folder
/// that the options name is not there.
void require_data(const tune::SearchOptions& options);

}  // namespace efs::cli
