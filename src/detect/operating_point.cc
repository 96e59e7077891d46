#include "detect/operating_point.h"

#include "detect/score_blocks.h"

namespace efs::detect {
namespace {

double quotient(std::size_t value, std::size_t divisor) {
  return divisor == 0 ? 0.0 : static_cast<double>(value) / static_cast<double>(divisor);
}

}  // namespace

double OperatingPoint::precision() const { return quotient(right, right + false_alarms); }
double OperatingPoint::recall() const { return quotient(right, faces); }
double OperatingPoint::f1() const { return quotient(2 * right, right + false_alarms + faces); }
double OperatingPoint::false_alarms_per_image() const { return quotient(false_alarms, images); }

OperatingPoint operating_point(const PooledDetections& pooled, double threshold) {
  OperatingPoint point{
      .threshold = threshold, .faces = pooled.face_count(), .images = pooled.image_count()};
  for (const ScoreBlock& block : score_blocks(pooled, kIou50)) {
    if (block.score < threshold) break;
    point.right = block.right;
    point.false_alarms = block.wrong;
  }
  return point;
}

}  // namespace efs::detect
