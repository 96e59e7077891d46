#include "tune/worker/checkpoint_files.h"

#include <spdlog/spdlog.h>

#include "core/error.h"
#include "train/weights/checkpoint.h"
#include "train/weights/weights_file.h"

namespace efs::tune {
namespace fs = std::filesystem;

namespace {

fs::path previous_of(const fs::path& checkpoint) { return checkpoint.string() + ".previous"; }

}  // namespace

CheckpointFiles::CheckpointFiles(const StudyFolder& folder, const study::Trial& trial)
    : newest_(folder.checkpoint(trial.number, trial.restart ? trial.stage : 1)),
      previous_(previous_of(newest_)) {}

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

void keep_only_best_weights(const StudyFolder& folder, int trial, const SearchOptions& options) {
  if (!fs::exists(folder.trial(trial))) return;
  std::vector<fs::path> checkpoints;  // by stage; searches that are not staged have one
  for (std::size_t stage = 1; stage <= options.strategy.staged.stages.size(); ++stage) {
    const auto checkpoint = folder.checkpoint(trial, static_cast<int>(stage));
    if (fs::exists(checkpoint)) checkpoints.push_back(checkpoint);
  }
  if (checkpoints.empty()) return;
  train::write_safetensors(folder.weights(trial),
                           train::read_checkpoint(checkpoints.back()).best_weights);
  for (const fs::path& checkpoint : checkpoints) {
    fs::remove(previous_of(checkpoint));
    fs::remove(checkpoint);
  }
}

}  // namespace efs::tune
