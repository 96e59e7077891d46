#include "train/training_step.h"

#include <cmath>

#include "core/error.h"
#include "train/threads.h"

namespace efs::train {
namespace {

OptimizerOptions optimizer_options(const TrainOptions& options) {
  OptimizerOptions out;
  out.kind = options.optimizer;
  out.learning_rate = options.learning_rate;
  if (options.optimizer == OptimizerKind::kSgd) out.beta1 = options.momentum;
  out.weight_decay = options.weight_decay;
  out.decay_all = options.decay_all;
  out.clip_norm = options.clip_norm;
  return out;
}

}  // namespace

TrainingStep::TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
                           const TrainOptions& options)
    : loss_(options.loss),
      frame_{static_cast<int>(graph.input().shape.at(2)),
             static_cast<int>(graph.input().shape.at(1)), options.smooth_l1_beta},
      network_(graph, initial, choose_device(options.device)),
      optimizer_(network_.trainable(), optimizer_options(options)) {
  if (graph.output().shape != graph::Shape{4}) {
    fail(
        "a network that is trained gives a box, shape [4]; this one gives {} (node '{}'): add a "
        "head",
        graph::to_string(graph.output().shape), graph.output().name);
  }
  if (options.average_decay > 0.0) average_.emplace(network_, options.average_decay);
}

double TrainingStep::train(const Batch& batch) {
  const torch::Tensor value =
      box_loss(loss_, network_.forward(batch.images, Mode::kTrain), batch.boxes, frame_);
  const double number = value.item<double>();
  if (!std::isfinite(number)) return number;
  value.backward();
  optimizer_.step();
  if (average_) average_->follow(network_, optimizer_.steps());
  return number;
}

TrainingStep::Evaluation TrainingStep::evaluate(const Batch& batch) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor predicted = deployed().forward(batch.images, Mode::kEvaluate);
  return {smooth_l1_loss(predicted, batch.boxes, frame_).item<double>(),
          predicted.to(torch::kCPU, torch::kFloat32).contiguous()};
}

void TrainingStep::recalibrate(const Batch& batch, int number) {
  const torch::NoGradGuard no_grad;
  deployed().collect_statistics(batch.images, 1.0 / (1.0 + number));
}

}  // namespace efs::train
