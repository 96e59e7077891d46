#include "train/tasks/face_loss.h"

#include <limits>

#include "train/tasks/score_loss.h"

namespace efs::train {
namespace {

using torch::Tensor;

constexpr double kLogitEpsilon = 1e-6;

template <typename Value>
Tensor tensor_of(const std::vector<Value>& values, torch::ScalarType type, torch::Device device) {
  return torch::tensor(at::ArrayRef<Value>(values), type).to(device);
}

/// The number of cells that learn a face, at least 1.
double normaliser(const CellTargets& learnt) {
  return static_cast<double>(std::max<std::size_t>(1, learnt.positives.size()));
}

}  // namespace

Tensor readable(const Tensor& output) {
  return output.detach().to(torch::kCPU, torch::kFloat32).contiguous();
}

std::span<const float> values_of(const Tensor& readable) {
  return {readable.data_ptr<float>(), static_cast<std::size_t>(readable.numel())};
}

FaceLoss::FaceLoss(const graph::Graph& graph, const TrainOptions& options)
    : cells_(cells_of(graph)),
      input_{static_cast<int>(graph.input().shape.at(2)),
             static_cast<int>(graph.input().shape.at(1))},
      frame_{
          .width = input_.width, .height = input_.height, .smooth_l1_beta = options.smooth_l1_beta},
      assigner_(assigner(options.assigner)) {
  require_terms(options.loss, /*of_scores=*/true);
  for (const LossTerm& term : options.loss) {
    (is_box_loss(term.kind) ? box_terms_ : score_terms_).push_back(term);
  }
}

Tensor FaceLoss::of(const Tensor& output, const std::vector<Target>& targets) const {
  const Tensor plain = readable(output);
  if (!plain.isfinite().all().item<bool>()) {
    return output.sum() * std::numeric_limits<float>::quiet_NaN();
  }
  const CellTargets learnt = cell_targets(values_of(plain), cells_, input_, assigner_, targets);
  return of_scores(output.select(2, 4), learnt) + of_boxes(output.narrow(2, 0, 4), learnt);
}

double FaceLoss::of_deployed(const Tensor& output, const std::vector<Target>& targets) const {
  const Tensor plain = output.to(torch::kFloat32);
  const Tensor logits = plain.narrow(2, 4, 1).logit(kLogitEpsilon);
  return of(torch::cat({plain.narrow(2, 0, 4), logits}, 2), targets).item<double>();
}

Tensor FaceLoss::of_scores(const Tensor& logits, const CellTargets& learnt) const {
  const auto device = logits.device();
  const Tensor quality = tensor_of(learnt.quality, torch::kFloat32, device).view_as(logits);
  const Tensor weights = tensor_of(learnt.weights, torch::kFloat32, device).view_as(logits);
  Tensor sum = torch::zeros({}, logits.options());
  for (const LossTerm& term : score_terms_) {
    sum = sum + score_loss(term.kind, logits, quality, weights) * term.weight;
  }
  return sum / normaliser(learnt);
}

Tensor FaceLoss::of_boxes(const Tensor& boxes, const CellTargets& learnt) const {
  if (learnt.positives.empty()) return torch::zeros({}, boxes.options());
  const Tensor places = tensor_of(learnt.positives, torch::kInt64, boxes.device());
  const Tensor wanted = tensor_of(learnt.boxes, torch::kFloat32, boxes.device()).view({-1, 4});
  return box_loss(box_terms_, boxes.reshape({-1, 4}).index_select(0, places), wanted, frame_);
}

}  // namespace efs::train
