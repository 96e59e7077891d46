// The checkpoint of a trial on disk, and the one before it while the trial runs.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "train/trainer.h"
#include "tune/study_folder.h"

namespace efs::tune {

class CheckpointFiles {
 public:
  explicit CheckpointFiles(std::filesystem::path newest);

  /// A trainer that goes on from the newest checkpoint that is whole and fits; nothing if there is
  /// none. What is damaged, or belongs to other options, is said and left aside. `fresh` makes a
  /// trainer that has trained nothing.
  std::optional<train::Trainer> resume(const std::function<train::Trainer()>& fresh) const;
  /// Keeps the one that was newest until the next call.
  void save(const train::Trainer& trainer) const;
  /// The trial rests: only the newest one stays.
  void drop_previous() const;

 private:
  std::filesystem::path newest_, previous_;
};

/// Of a trial that has ended: its optimiser state is several times its weights, and nobody goes on
/// from it. Leaves the best epoch's weights in the place of the checkpoints of its `stages`.
void keep_only_best_weights(const StudyFolder& folder, int number, int stages);

}  // namespace efs::tune
