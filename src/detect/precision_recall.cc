#include "detect/precision_recall.h"

#include "detect/score_blocks.h"

namespace efs::detect {

std::vector<PrecisionRecall> precision_recall_curve(const PooledDetections& pooled,
                                                    std::size_t iou) {
  std::vector<PrecisionRecall> curve;
  const auto faces = static_cast<double>(pooled.face_count());
  std::size_t right = 0;
  for (const ScoreBlock& block : score_blocks(pooled, iou)) {
    if (block.right == right) continue;
    right = block.right;
    const auto found = static_cast<double>(right);
    curve.push_back({.score = block.score,
                     .recall = found / faces,
                     .precision = found / (found + static_cast<double>(block.wrong))});
  }
  return curve;
}

}  // namespace efs::detect
