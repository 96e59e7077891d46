#include "train/training_step.h"

#include <cmath>

#include "core/error.h"
#include "train/loss.h"
#include "train/threads.h"

namespace efs::train {
namespace {

AdamOptions adam_options(const TrainOptions& options) {
  AdamOptions out;
  out.learning_rate = options.learning_rate;
  out.weight_decay = options.weight_decay;
  out.decoupled_decay = options.optimizer == Optimizer::kAdamW;
  return out;
}

}  // namespace

TrainingStep::TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
                           const TrainOptions& options)
    : beta_(options.smooth_l1_beta),
      input_width_(static_cast<int>(graph.input().shape.at(2))),
      input_height_(static_cast<int>(graph.input().shape.at(1))),
      network_(graph, initial, choose_device(options.device)),
      optimizer_(network_.trainable(), adam_options(options)) {
  if (graph.output().shape != graph::Shape{4}) {
    fail(
        "a network that is trained gives a box, shape [4]; this one gives {} (node '{}'): add a "
        "head",
        graph::to_string(graph.output().shape), graph.output().name);
  }
}

torch::Tensor TrainingStep::loss(const torch::Tensor& predicted, const Batch& batch) const {
  return box_loss(predicted, batch.boxes, input_width_, input_height_, beta_);
}

double TrainingStep::train(const Batch& batch) {
  const torch::Tensor value = loss(network_.forward(batch.images, Mode::kTrain), batch);
  const double number = value.item<double>();
  if (!std::isfinite(number)) return number;
  value.backward();
  optimizer_.step();
  return number;
}

TrainingStep::Evaluation TrainingStep::evaluate(const Batch& batch) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor predicted = network_.forward(batch.images, Mode::kEvaluate);
  return {loss(predicted, batch).item<double>(),
          predicted.to(torch::kCPU, torch::kFloat32).contiguous()};
}

}  // namespace efs::train
