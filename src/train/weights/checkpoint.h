// A trial between two epochs, on disk: a safetensors file with our own metadata. This layout is a
// persistent format: a change needs a new kCheckpointVersion.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "graph/weights.h"

namespace efs::train {

/// What a checkpoint belongs to. `options` is readable text, so that a message can show what
/// differs; the others are digests.
struct CheckpointIdentity {
  std::string graph;
  std::string data;
  std::string options;
};

struct Checkpoint {
  CheckpointIdentity identity;
  int epochs_done = 0;
  int best_epoch = 0;  // 0: before the first epoch
  double best_accuracy = -1.0;
  std::int64_t optimizer_steps = 0;
  graph::Weights weights;
  graph::Weights average;  // of the weights; empty without one
  /// The best epoch's. If that is the last epoch, the file does not repeat them: they are `average`
  /// then, or `weights` without one; read_checkpoint fills them in any case.
  graph::Weights best_weights;
  graph::Weights first_moments;
  graph::Weights second_moments;
};

/// Atomic; the metadata carry a SHA-256 over everything else.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Error names the path: missing, truncated, damaged, of another version.
Checkpoint read_checkpoint(const std::filesystem::path& path);

/// Error unless the checkpoint belongs to this network, data set and set of options.
void check_identity(const Checkpoint& checkpoint, const CheckpointIdentity& wanted,
                    const std::filesystem::path& path);

}  // namespace efs::train
