// "[--resume] [--retry-failed] [--trust-study]": shared by what begins a study or goes on with one.
#pragma once

#include <CLI/CLI.hpp>

namespace efs::cli {

struct ResumeFlags {
  bool resume = false;
  bool retry_failed = false;
  bool trust = false;

  void add_to(CLI::App& command);
  /// For a study that begins: UsageError where a flag is given that is for one that goes on.
  void refuse_for_a_new_study() const;
};

/// "--trust-study" alone.
void add_trust(CLI::App& command, bool& trust);

}  // namespace efs::cli
