#include "train/tasks/box_loss.h"

#include <numbers>

#include "core/error.h"

namespace efs::train {
namespace {

using torch::Tensor;

// Keeps quotients of sizes, areas and squared distances in pixels finite: far below what a box in
// an image has, far above what float32 loses.
constexpr double kEpsilon = 1e-3;

Tensor in_pixels(const Tensor& boxes, const LossFrame& frame) {
  const auto width = static_cast<float>(frame.width);
  const auto height = static_cast<float>(frame.height);
  return boxes * torch::tensor({width, height, width, height}, torch::kFloat32).to(boxes.device());
}

/// Columns of a [N,4] tensor of boxes, each [N].
struct Sides {
  explicit Sides(const Tensor& boxes)
      : xmin(boxes.select(1, 0)),
        ymin(boxes.select(1, 1)),
        xmax(boxes.select(1, 2)),
        ymax(boxes.select(1, 3)) {}
  Tensor width() const { return (xmax - xmin).clamp_min(0.0); }
  Tensor height() const { return (ymax - ymin).clamp_min(0.0); }

  Tensor xmin, ymin, xmax, ymax;
};

/// What the losses of the IoU family are made of; pixels.
struct Overlap {
  Overlap(const Sides& a, const Sides& b) {
    const Tensor shared =
        (at::minimum(a.xmax, b.xmax) - at::maximum(a.xmin, b.xmin)).clamp_min(0.0) *
        (at::minimum(a.ymax, b.ymax) - at::maximum(a.ymin, b.ymin)).clamp_min(0.0);
    united = a.width() * a.height() + b.width() * b.height() - shared;
    iou = shared / united.clamp_min(kEpsilon);
    // The hull of all four corners, so that an inverted box has one too.
    hull_width = at::maximum(at::maximum(a.xmax, b.xmax), a.xmin) -
                 at::minimum(at::minimum(a.xmin, b.xmin), a.xmax);
    hull_height = at::maximum(at::maximum(a.ymax, b.ymax), a.ymin) -
                  at::minimum(at::minimum(a.ymin, b.ymin), a.ymax);
  }
  Tensor iou, united, hull_width, hull_height;
};

/// Squared distance of the centres over the squared diagonal of the hull.
Tensor centre_distance(const Sides& a, const Sides& b, const Overlap& overlap) {
  const Tensor dx = (a.xmin + a.xmax - b.xmin - b.xmax) * 0.5;
  const Tensor dy = (a.ymin + a.ymax - b.ymin - b.ymax) * 0.5;
  const Tensor diagonal = overlap.hull_width.square() + overlap.hull_height.square();
  return (dx.square() + dy.square()) / diagonal.clamp_min(kEpsilon);
}

/// CIoU's penalty on the aspect ratio; its factor alpha is a constant for the gradient.
Tensor aspect_penalty(const Sides& a, const Sides& b, const Overlap& overlap) {
  const auto angle = [](const Sides& s) {
    return at::atan(s.width() / s.height().clamp_min(kEpsilon));
  };
  const double factor = 4.0 / (std::numbers::pi * std::numbers::pi);
  const Tensor v = (angle(b) - angle(a)).square() * factor;
  const Tensor alpha = (v / (1.0 - overlap.iou + v).clamp_min(kEpsilon)).detach();
  return alpha * v;
}

/// EIoU's penalties on width and height.
Tensor size_penalty(const Sides& a, const Sides& b, const Overlap& overlap) {
  return (a.width() - b.width()).square() / overlap.hull_width.square().clamp_min(kEpsilon) +
         (a.height() - b.height()).square() / overlap.hull_height.square().clamp_min(kEpsilon);
}

}  // namespace

Tensor smooth_l1_loss(const Tensor& predicted, const Tensor& target, const LossFrame& frame) {
  return at::smooth_l1_loss(in_pixels(predicted, frame), in_pixels(target, frame),
                            at::Reduction::Mean, frame.smooth_l1_beta);
}

Tensor overlap_loss(LossKind kind, const Tensor& predicted, const Tensor& target,
                    const LossFrame& frame) {
  if (kind == LossKind::kSmoothL1 || kind == LossKind::kL1 || !is_box_loss(kind)) {
    fail("a loss that is not of the IoU family");
  }
  const Sides a(in_pixels(predicted, frame)), b(in_pixels(target, frame));
  const Overlap overlap(a, b);
  Tensor loss = 1.0 - overlap.iou;
  if (kind == LossKind::kGiou) {
    const Tensor hull = overlap.hull_width * overlap.hull_height;
    loss = loss + (hull - overlap.united) / hull.clamp_min(kEpsilon);
  } else if (kind != LossKind::kIou) {
    loss = loss + centre_distance(a, b, overlap);
  }
  if (kind == LossKind::kCiou) loss = loss + aspect_penalty(a, b, overlap);
  if (kind == LossKind::kEiou) loss = loss + size_penalty(a, b, overlap);
  return loss.mean();
}

Tensor box_loss(const Loss& loss, const Tensor& predicted, const Tensor& target,
                const LossFrame& frame) {
  Tensor sum;
  for (const LossTerm& term : loss) {
    const Tensor value = term.kind == LossKind::kSmoothL1 ? smooth_l1_loss(predicted, target, frame)
                         : term.kind == LossKind::kL1
                             ? at::l1_loss(predicted, target)
                             : overlap_loss(term.kind, predicted, target, frame);
    // A single term of weight 1 stays what it is, to the last bit.
    const Tensor weighted = term.weight == 1.0 ? value : value * term.weight;
    sum = sum.defined() ? sum + weighted : weighted;
  }
  return sum;
}

}  // namespace efs::train
