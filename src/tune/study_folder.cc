#include "tune/study_folder.h"

#include <fmt/format.h>

namespace efs::tune {

std::filesystem::path StudyFolder::trial(int number) const {
  return root_ / "trials" / fmt::format("{:04d}", number);
}

std::filesystem::path StudyFolder::checkpoint(int number, int restarted_stage) const {
  if (restarted_stage <= 1) return trial(number) / "checkpoint.safetensors";
  return trial(number) / fmt::format("checkpoint-stage{}.safetensors", restarted_stage);
}

}  // namespace efs::tune
