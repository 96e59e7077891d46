// Runs the built programs as a user would.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "support/temporary_folder.h"

namespace efs::testing {

struct ProgramResult {
  int exit_code = -1;  // 128 + signal, if one ended it
  std::string out;
  std::string err;
};

/// Runs a program with these arguments and waits.
ProgramResult run_program(const std::string& program, const std::vector<std::string>& arguments,
                          const std::filesystem::path& working_folder = ".");

/// build/<preset>/efs.
const std::string& efs_program();

/// Runs build/<preset>/efs with these arguments and waits.
ProgramResult run_efs(const std::vector<std::string>& arguments,
                      const std::filesystem::path& working_folder = ".");

/// The same in the background; `log` gets both outputs.
class BackgroundEfs {
 public:
  BackgroundEfs(const std::vector<std::string>& arguments, const std::filesystem::path& log);
  ~BackgroundEfs();
  BackgroundEfs(const BackgroundEfs&) = delete;
  BackgroundEfs& operator=(const BackgroundEfs&) = delete;
  void signal(int number) const;
  /// Processes that it started and that run, oldest first.
  std::vector<int> children() const;
  bool running();
  /// The exit code, or 128 + signal.
  int wait();

 private:
  int process_;
  std::optional<int> exit_code_;
};

/// results.csv of a study, without the columns that depend on time.
std::string results_without_times(const std::filesystem::path& study);

}  // namespace efs::testing
