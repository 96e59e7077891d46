// A trial's checkpoint on disk, and the one before it while the trial runs.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "study/trial.h"
#include "train/trainer.h"
#include "tune/options.h"
#include "tune/study_folder.h"

namespace efs::tune {

class CheckpointFiles {
 public:
  CheckpointFiles(const StudyFolder& folder, const study::Trial& trial);

  /// A trainer that goes on from the newest checkpoint that is whole and fits; nothing if there is
  /// none. A damaged checkpoint, or one of other options, is logged and left aside. `fresh` makes a
  /// trainer that has trained nothing.
  std::optional<train::Trainer> resume(const std::function<train::Trainer()>& fresh) const;
  /// Keeps the one that was newest until the next call.
  void save(const train::Trainer& trainer) const;
  /// The trial rests: only the newest one stays.
  void drop_previous() const;

 private:
  std::filesystem::path newest_, previous_;
};

/// Replaces the checkpoints of a trial that has ended by the weights of its best epoch: its
/// optimiser state is several times as large, and nobody goes on from it.
void keep_only_best_weights(const StudyFolder& folder, int trial, const SearchOptions& options);

}  // namespace efs::tune
