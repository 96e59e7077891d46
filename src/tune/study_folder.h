// Where the files of a study lie (the layout is documented in docs/study.md).
#pragma once

#include <filesystem>
#include <string>

namespace efs::tune {

class StudyFolder {
 public:
  explicit StudyFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  /// The last part of its path.
  std::string name() const;
  std::filesystem::path config() const { return root_ / "study.yaml"; }
  std::filesystem::path best() const { return root_ / "best"; }
  /// How many faces the winner finds at how many false alarms; only of the task faces.
  std::filesystem::path recall_curve() const { return best() / "recall_curve.json"; }
  std::filesystem::path overlays() const { return root_ / "plots" / "overlays"; }
  std::filesystem::path overlay_index() const { return root_ / "plots" / "overlays.json"; }
  std::filesystem::path augmentation_sheet(const std::string& policy) const {
    return root_ / "plots" / ("augmentation-" + policy + ".jpg");
  }
  /// trials/0017
  std::filesystem::path trial(int number) const;
  /// What the trial goes on from. A stage that restarts has a checkpoint of its own.
  std::filesystem::path checkpoint(int number, int restarted_stage) const;
  /// What stays of a trial that was stopped: its best weights.
  std::filesystem::path weights(int number) const { return trial(number) / "weights.safetensors"; }
  std::filesystem::path packed() const { return root_ / "packed"; }

 private:
  std::filesystem::path root_;
};

}  // namespace efs::tune
