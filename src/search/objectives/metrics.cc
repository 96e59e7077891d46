#include "search/objectives/metrics.h"

#include <algorithm>

namespace efs::search {

const std::vector<Metric>& epoch_metrics() {
  static const std::vector<Metric> rows{
      {.name = "val_loss", .label = "loss", .unit = "px", .tag = "loss/validation", .digits = 3},
      {.name = "val_iou",
       .label = "IoU",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .tag = "iou/validation",
       .goes = 0},
      // Nine of ten images exceed it.
      {.name = "val_iou_p10",
       .label = "IoU p10",
       .better = Direction::kMaximize,
       .reference = 0.0,
       .tag = "iou_p10/validation",
       .always = false},
  };
  return rows;
}

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
