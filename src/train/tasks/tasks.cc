#include "train/tasks/tasks.h"

#include <fmt/ranges.h>

#include <limits>

#include "core/error.h"
#include "core/task_names.h"
#include "train/tasks/faces.h"
#include "train/tasks/single.h"

namespace efs::train {

const std::vector<TaskRow>& tasks() {
  static const std::vector<TaskRow> table{
      {kSingleTask, "a box, shape [4]", is_single, make_single_task},
      {kFacesTask, "boxes with scores, shape [N,5]", is_faces, make_faces_task},
  };
  return table;
}

const TaskRow& task_of(const graph::Graph& graph) {
  std::vector<std::string> outputs;
  for (const TaskRow& row : tasks()) {
    if (row.fits(graph)) return row;
    outputs.push_back(row.output);
  }
  fail("a network that is trained gives {}; this one gives {} (node '{}'): add a head",
       fmt::join(outputs, " or "), graph::to_string(graph.output().shape), graph.output().name);
}

NamedValues diverged_metrics(const Task& task) {
  NamedValues metrics;
  for (const std::string& name : task.metric_names()) metrics.set(name, 0.0);
  metrics.set(kLoss, std::numeric_limits<double>::quiet_NaN());
  return metrics;
}

}  // namespace efs::train
