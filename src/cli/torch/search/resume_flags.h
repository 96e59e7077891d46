// "[--resume] [--retry-failed] [--trust-study]": shared by the commands that begin or resume a
// study.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/torch/search/resume.h"

namespace efs::cli {

struct ResumeFlags {
  bool resume = false;
  ResumeOptions wanted;  // what the flags say of it

  void add_to(CLI::App& command);
  /// UsageError where a flag is given that only a resumed study takes.
  void refuse_for_a_new_study() const;
};

/// "--trust-study" alone.
void add_trust(CLI::App& command, bool& trust);

}  // namespace efs::cli
