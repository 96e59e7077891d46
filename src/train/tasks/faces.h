// The task "faces": any number of faces, each with a score. Internal to src/train: includes torch.
#pragma once

#include <memory>
#include <span>

#include "detect/image_overlaps.h"
#include "graph/graph.h"
#include "train/options/options.h"
#include "train/tasks/task.h"

namespace efs::train {

/// True for a network whose output is made by DecodeFaces, [N,5].
bool is_faces(const graph::Graph& graph);

/// Error if the options' loss has no term of boxes or none of scores.
std::unique_ptr<Task> make_faces_task(const graph::Graph& graph, const TrainOptions& options);

/// `loss`: the mean over the images. val_ap is COCO's average precision over the IoUs .5 to .95,
/// val_ap50 that at .5; val_recall_fp10 is FDDB's discrete score at ten false alarms in a hundred
/// images. All are 0 where no image shows a face.
NamedValues faces_metrics(double loss, std::span<const detect::ImageOverlaps> images);

}  // namespace efs::train
