// The task "faces": any number of faces, each with a score. Internal to src/train: includes torch.
#pragma once

#include <memory>

#include "graph/graph.h"
#include "train/options/options.h"
#include "train/tasks/task.h"

namespace efs::train {

/// True for a network whose output is made by DecodeFaces, [N,5].
bool is_faces(const graph::Graph& graph);

/// UsageError if the options' loss has no term of boxes or none of scores.
std::unique_ptr<Task> make_faces_task(const graph::Graph& graph, const TrainOptions& options);

}  // namespace efs::train
