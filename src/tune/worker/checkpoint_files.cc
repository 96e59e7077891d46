#include "tune/worker/checkpoint_files.h"

#include <spdlog/spdlog.h>

#include "core/error.h"
#include "train/weights/checkpoint.h"
#include "train/weights/weights_file.h"

namespace efs::tune {
namespace fs = std::filesystem;

CheckpointFiles::CheckpointFiles(fs::path newest)
    : newest_(std::move(newest)), previous_(newest_.string() + ".previous") {}

std::optional<train::Trainer> CheckpointFiles::resume(
    const std::function<train::Trainer()>& fresh) const {
  for (const fs::path& file : {newest_, previous_}) {
    if (!fs::exists(file)) continue;
    try {
      train::Trainer trainer = fresh();
      trainer.load(file);
      // In the place of the damaged one, which the next save would take for the one before.
      if (file == previous_) fs::rename(previous_, newest_);
      return trainer;
    } catch (const SystemError&) {
      throw;  // it may be whole: the machine cannot read it now
    } catch (const Error& error) {
      spdlog::warn("left aside: {}", error.what());
    }
  }
  return std::nullopt;
}

void CheckpointFiles::save(const train::Trainer& trainer) const {
  std::error_code no_link;  // a file system without links: the newest alone has to do
  fs::remove(previous_);
  if (fs::exists(newest_)) fs::create_hard_link(newest_, previous_, no_link);
  trainer.save(newest_);
}

void CheckpointFiles::drop_previous() const { fs::remove(previous_); }

void keep_only_best_weights(const StudyFolder& folder, int number, int stages) {
  if (!fs::exists(folder.trial(number))) return;
  fs::path newest;
  for (int stage = 1; stage <= stages; ++stage) {
    const auto checkpoint = folder.checkpoint(number, stage);
    if (fs::exists(checkpoint)) newest = checkpoint;
  }
  if (newest.empty()) return;
  train::write_safetensors(folder.weights(number), train::read_checkpoint(newest).best_weights);
  for (int stage = 1; stage <= stages; ++stage) {
    const auto checkpoint = folder.checkpoint(number, stage);
    CheckpointFiles(checkpoint).drop_previous();
    fs::remove(checkpoint);
  }
}

}  // namespace efs::tune
