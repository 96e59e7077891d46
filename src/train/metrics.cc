#include "train/metrics.h"

#include <limits>
#include <numeric>

#include "core/stats.h"

namespace efs::train {
namespace {

constexpr const char* kIouP10 = "val_iou_p10";

}  // namespace

NamedValues ValidationMetrics::values() const {
  const auto images = static_cast<double>(ious_.size());
  return {{kLoss, loss_sum_ / images},
          {kAccuracy, std::accumulate(ious_.begin(), ious_.end(), 0.0) / images},
          {kIouP10, quantile(ious_, 0.1)}};
}

NamedValues diverged_metrics() {
  return {{kLoss, std::numeric_limits<double>::quiet_NaN()}, {kAccuracy, 0.0}, {kIouP10, 0.0}};
}

}  // namespace efs::train
