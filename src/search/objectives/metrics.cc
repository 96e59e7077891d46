#include "search/objectives/metrics.h"

#include <algorithm>

#include "core/text/named_rows.h"

namespace efs::search {

const std::vector<Metric>& epoch_metrics() {
  static const std::vector<Metric> rows{
      {.name = "val_loss", .label = "loss", .tag = "loss/validation", .digits = 3},
      {.name = "val_iou",
       .label = "IoU",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .task = kSingleTask,
       .tag = "iou/validation",
       .goes = 0},
      {.name = "val_iou_p10",
       .label = "IoU p10",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .task = kSingleTask,
       .tag = "iou_p10/validation",
       .always = false,
       .meaning = "the IoU that nine of ten images exceed"},
      {.name = "val_ap",
       .label = "AP",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .task = kFacesTask,
       .tag = "ap/validation",
       .goes = 0,
       .meaning = "COCO's average precision over the IoUs 0.5 to 0.95"},
      {.name = "val_ap50",
       .label = "AP50",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .task = kFacesTask,
       .tag = "ap50/validation",
       .goes = 6,
       .meaning = "the average precision at IoU 0.5"},
      {.name = "val_recall_fp10",
       .label = "recall@10",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .task = kFacesTask,
       .tag = "recall_fp10/validation",
       .meaning = "the share of the faces that are found at ten false alarms in a hundred images"},
  };
  return rows;
}

std::vector<Metric> epoch_metrics(const Task& task) {
  std::vector<Metric> rows = epoch_metrics();
  std::erase_if(rows,
                [&](const Metric& row) { return !row.task.empty() && row.task != task.name; });
  std::ranges::find(rows, task.loss, &Metric::name)->unit = task.loss_unit;
  return rows;
}

const std::vector<Task>& tasks() {
  static const std::vector<Task> rows{
      {},
      {.name = kFacesTask,
       .accuracy = "val_ap",
       .loss_unit = "",
       .finds = "finds the faces with an AP"},
  };
  return rows;
}

const Task& task(std::string_view name) { return find_row(tasks(), "task", name); }

const Metric& Task::accuracy_metric() const { return *find_metric(accuracy); }

const std::vector<Metric>& cost_metrics() {
  static const std::vector<Metric> rows{
      {.name = "latency_ms", .label = "latency", .unit = "ms"},
      {.name = "params", .label = "parameters"},
      {.name = "macs", .label = "MACs"},
      {.name = "size_mb", .label = "size", .unit = "MB"},
  };
  return rows;
}

const Metric* find_metric(const std::string& name) {
  for (const auto* rows : {&epoch_metrics(), &cost_metrics()}) {
    const auto found = std::ranges::find(*rows, name, &Metric::name);
    if (found != rows->end()) return &*found;
  }
  return nullptr;
}

}  // namespace efs::search
