#include "detect/score_blocks.h"

namespace efs::detect {

std::vector<ScoreBlock> score_blocks(const PooledDetections& pooled, std::size_t iou) {
  std::vector<ScoreBlock> blocks;
  ScoreBlock now;
  for (const PooledDetection& detection : pooled.detections) {
    if (blocks.empty() || detection.score != now.score) blocks.emplace_back();
    now.score = detection.score;
    const Verdict verdict = detection.verdict(iou);
    now.right += verdict == Verdict::kRight ? 1 : 0;
    now.wrong += verdict == Verdict::kWrong ? 1 : 0;
    blocks.back() = now;
  }
  return blocks;
}

}  // namespace efs::detect
