// The epoch loop of one trial. This header is torch-free.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "core/epoch_record.h"
#include "data/packed/packed.h"
#include "graph/graph.h"
#include "graph/weights.h"
#include "train/options/options.h"
#include "train/teacher.h"

namespace efs::train {

/// The loss of training and that of validation are finite; otherwise the trial has diverged.
bool is_finite(const EpochRecord& epoch);

/// A trial under training: network, optimiser, position. The numbers of epoch n depend only on
/// options, graph, data and the epochs before it, so a trial that is saved, destroyed and loaded
/// goes on exactly as if it had not been interrupted (one thread).
class Trainer {
 public:
  /// `teacher`: null for none. A checkpoint does not name its teacher: load it with the same one.
  Trainer(const graph::Graph& graph, const graph::Weights& initial, const data::PackedDataset& data,
          const TrainOptions& options, const Teacher* teacher = nullptr);
  ~Trainer();
  Trainer(Trainer&&) noexcept;

  /// Trains one epoch and validates. `stop` is asked between batches; true abandons the epoch
  /// (nothing is returned, the state on disk is that of the last save).
  /// `progress`, if given, gets the share of the epoch that is done.
  std::optional<EpochRecord> run_epoch(const std::function<bool()>& stop = {},
                                       const std::function<void(double)>& progress = {});

  int epochs_done() const;
  /// True after TrainOptions::patience epochs without a better accuracy.
  bool plateaued() const;

  /// Everything needed to go on, atomically; versioned, with a digest of its content.
  void save(const std::filesystem::path& checkpoint) const;
  /// Error: missing, truncated, damaged, of another version, of another network or data set.
  void load(const std::filesystem::path& checkpoint);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace efs::train
