// Tells a trial's own failure from a fault of the machine or the study.
#pragma once

#include <filesystem>
#include <string>

namespace efs::tune {

/// The trial could not be built, measured or trained; the study is sound.
struct TrialFailure {
  std::string reason;
  bool out_of_memory = false;
};

/// Call it in a catch block. Rethrows what is no fault of the trial: LeaseLost, a storage that fails,
/// and SystemError for a fault of the machine, however a library words it; `folder` is where the
/// trial writes. All else becomes a TrialFailure.
[[noreturn]] void rethrow_as_failure(const std::filesystem::path& folder);

/// Runs a step of a trial, with rethrow_as_failure() for what it throws.
template <typename Step>
auto step_of_trial(const std::filesystem::path& folder, Step&& step) {
  try {
    return step();
  } catch (...) {
    rethrow_as_failure(folder);
  }
}

}  // namespace efs::tune
