#include "detect/threshold.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "detect/score_blocks.h"

namespace efs::detect {
namespace {

/// Halfway, but never the refused score itself, which two neighbours may be rounded to.
double between(double accepted, double refused) {
  const double middle = std::midpoint(refused, accepted);  // of scores of any size
  return middle > refused ? middle : accepted;
}

OperatingPoint point_of(const std::vector<ScoreBlock>& blocks, std::size_t last_accepted,
                        const PooledDetections& pooled, double score_floor) {
  const ScoreBlock& block = blocks[last_accepted];
  const double refused = last_accepted + 1 < blocks.size() ? blocks[last_accepted + 1].score
                                                           : std::min(score_floor, block.score);
  return {.threshold = between(block.score, refused),
          .right = block.right,
          .false_alarms = block.wrong,
          .faces = pooled.face_count(),
          .images = pooled.image_count()};
}

}  // namespace

std::optional<OperatingPoint> best_f1_threshold(const PooledDetections& pooled,
                                                double score_floor) {
  const std::vector<ScoreBlock> blocks = score_blocks(pooled, kIou50);
  std::optional<OperatingPoint> best;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].right == 0) continue;
    const OperatingPoint point = point_of(blocks, i, pooled, score_floor);
    if (!best || point.f1() > best->f1()) best = point;
  }
  return best;
}

std::optional<OperatingPoint> lowest_threshold(const PooledDetections& pooled,
                                               double false_alarms_per_image, double score_floor) {
  if (!kFalseAlarmsPerImage.contains(false_alarms_per_image)) {
    fail_usage("false alarms per image are {}; they must be {}", false_alarms_per_image,
               kFalseAlarmsPerImage.words());
  }
  const std::vector<ScoreBlock> blocks = score_blocks(pooled, kIou50);
  std::optional<OperatingPoint> lowest;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const OperatingPoint point = point_of(blocks, i, pooled, score_floor);
    if (point.false_alarms_per_image() > false_alarms_per_image) break;
    if (point.right > 0) lowest = point;
  }
  return lowest;
}

}  // namespace efs::detect
