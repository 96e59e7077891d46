// "[CONFIG] [key.path=value ...] [--images DIR] [--labels FILE]": shared by what reads a
// configuration.
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
  /// The file and the overrides; UsageError for two files.
  tune::SearchOptions load() const;
  /// The overrides alone, of a study's own configuration. UsageError: a file.
  std::vector<std::string> overrides() const;

 private:
  void add_data_to(std::vector<std::string>& assignments) const;
};

/// UsageError where the photographs or the label file are not given, or a file or folder that the
/// options name is not there.
void require_data(const tune::SearchOptions& options);

}  // namespace efs::cli
