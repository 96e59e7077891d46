// What a step of a trial throws, told apart: the trial's own failure, and what is not its fault.
#pragma once

#include <filesystem>
#include <string>

namespace efs::tune {

/// The trial could not be built, measured or trained; the study is sound.
struct TrialFailure {
  std::string reason;
  bool out_of_memory = false;
};

/// Call it in a catch block. Throws on what is no fault of the trial: a target that cannot measure
/// now (AgentUnreachable), a measurement that was cancelled, a storage that fails, and SystemError
/// for a fault of the machine, however a library words it; `folder` is where the trial writes. All
/// else becomes a TrialFailure.
[[noreturn]] void rethrow_as_failure(const std::filesystem::path& folder);

/// Runs a step of a trial; what it throws is told apart as above.
template <typename Step>
auto step_of_trial(const std::filesystem::path& folder, Step&& step) {
  try {
    return step();
  } catch (...) {
    rethrow_as_failure(folder);
  }
}

}  // namespace efs::tune
