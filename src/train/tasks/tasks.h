// The table of tasks. Internal to src/train: includes torch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "train/options/options.h"
#include "train/tasks/task.h"

namespace efs::train {

/// A network tells by its output what it is for.
struct TaskRow {
  std::string name;
  std::string output;  // what the network gives, for messages
  bool (*fits)(const graph::Graph& graph);
  std::unique_ptr<Task> (*make)(const graph::Graph& graph, const TrainOptions& options);
};

const std::vector<TaskRow>& tasks();

/// The row that this network is for. Error if there is none: it has no head.
const TaskRow& task_of(const graph::Graph& graph);

/// The metrics of an epoch whose training diverged: its loss is NaN, the others are 0.
NamedValues diverged_metrics(const Task& task);

}  // namespace efs::train
