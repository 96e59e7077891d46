#include "train/tasks/score_loss.h"

#include "core/error.h"

namespace efs::train {
namespace {

using torch::Tensor;

// Lin et al., arXiv 1708.02002, section 5.1; Zhang et al., VarifocalNet, arXiv 2008.13367, 4.1.
constexpr double kFocalAlpha = 0.25;
constexpr double kVarifocalAlpha = 0.75;

}  // namespace

Tensor score_loss(LossKind kind, const Tensor& logits, const Tensor& quality,
                  const Tensor& weights) {
  const Tensor found = quality.gt(0.0).to(logits.scalar_type());
  const Tensor learnt = kind == LossKind::kFocal ? found : quality;
  const Tensor entropy =
      at::binary_cross_entropy_with_logits(logits, learnt, weights, {}, at::Reduction::None);
  const Tensor score = at::sigmoid(logits);
  switch (kind) {
    case LossKind::kBce:
      return entropy.sum();
    case LossKind::kFocal: {
      const Tensor alpha = found * kFocalAlpha + (1.0 - found) * (1.0 - kFocalAlpha);
      return (alpha * (found - score).square() * entropy).sum();
    }
    case LossKind::kQualityFocal:
      return ((quality - score).square() * entropy).sum();
    case LossKind::kVarifocal:
      return ((quality + (1.0 - found) * kVarifocalAlpha * score.square()) * entropy).sum();
    default:
      fail("a loss that is not of scores");
  }
}

}  // namespace efs::train
