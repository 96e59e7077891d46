#include "train/metrics.h"

#include <limits>

#include "core/stats.h"

namespace efs::train {

NamedValues validation_metrics(double loss, const std::vector<double>& ious) {
  return {{kLoss, loss}, {kAccuracy, mean(ious)}, {"val_iou_p10", quantile(ious, 0.1)}};
}

NamedValues diverged_metrics() {
  NamedValues metrics = validation_metrics(0.0, {0.0});
  metrics.set(kLoss, std::numeric_limits<double>::quiet_NaN());
  return metrics;
}

}  // namespace efs::train
