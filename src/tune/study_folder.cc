#include "tune/study_folder.h"

#include <fmt/format.h>

namespace efs::tune {

std::string StudyFolder::name() const {
  const auto path = std::filesystem::absolute(root_).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::filesystem::path StudyFolder::trial(int number) const {
  return root_ / "trials" / fmt::format("{:04d}", number);
}

std::filesystem::path StudyFolder::checkpoint(int number, int restarted_stage) const {
  if (restarted_stage <= 1) return trial(number) / "checkpoint.safetensors";
  return trial(number) / fmt::format("checkpoint-stage{}.safetensors", restarted_stage);
}

}  // namespace efs::tune
