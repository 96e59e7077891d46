// The task "single": one box for an image that shows one face. Internal to src/train: includes
// torch.
#pragma once

#include <memory>
#include <vector>

#include "graph/graph.h"
#include "train/options/options.h"
#include "train/tasks/task.h"

namespace efs::train {

/// True for a network whose output is [4].
bool is_single(const graph::Graph& graph);

std::unique_ptr<Task> make_single_task(const graph::Graph& graph, const TrainOptions& options);

/// `loss`: the mean over the images, input pixels; `ious`: one an image, at least one, in the
/// image's own pixels. val_iou is their mean, val_iou_p10 their 10th percentile, which nine of ten
/// images exceed.
NamedValues single_metrics(double loss, const std::vector<double>& ious);

}  // namespace efs::train
