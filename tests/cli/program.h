// Runs the built programs as a user would.
#pragma once

#include <filesystem>
#include <functional>
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

/// Returns when `condition` is true, and throws if it is not for ten minutes: for what comes in its
/// own time, however busy the machine is.
void wait_for(const std::function<bool()>& condition);

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
  /// Returns when `condition` is true of the study while none of those processes goes on (SIGSTOP);
  /// then they stay so. They stand still whenever it is asked, so that nothing is missed; ask first
  /// what is quick to answer (has_trained).
  void hold_workers_when(const std::function<bool()>& condition) const;
  void continue_workers() const;
  bool running();
  /// The exit code, or 128 + signal.
  int wait();

 private:
  int process_;
  std::optional<int> exit_code_;
};

/// Whether a trial that has not ended has an epoch behind it; false where there is no study.
bool has_trained(const std::filesystem::path& study);

/// results.csv of a study, without the columns that depend on time.
std::string results_without_times(const std::filesystem::path& study);

}  // namespace efs::testing
