#include "train/training_step.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "train/teacher_view.h"
#include "train/threads.h"

namespace efs::train {
namespace {

/// The teacher's, which must be the pupil's too.
void require_same_task(const graph::Graph& pupil, const graph::Graph& teacher) {
  const TaskRow &learnt = task_of(pupil), &taught = task_of(teacher);
  if (learnt.name == taught.name) return;
  fail("the teacher was trained for the task '{}', this network is for '{}'; take another teacher",
       taught.name, learnt.name);
}

}  // namespace

void follow(TorchNetwork& average, const TorchNetwork& network, double decay, std::int64_t steps) {
  const torch::NoGradGuard no_grad;
  const auto n = static_cast<double>(steps);
  const double keep = std::min(decay, (1.0 + n) / (10.0 + n));
  for (std::size_t i = 0; i < network.state().size(); ++i) {
    const torch::Tensor& tensor = average.state()[i].tensor;
    tensor.lerp_(network.state()[i].tensor, 1.0 - keep);
  }
}

TrainingStep::TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
                           const TrainOptions& options, const Teacher* teacher)
    : options_(options),
      task_(task_of(graph).make(graph, options)),
      network_(graph, initial, choose_device(options.device), options.precision),
      optimizer_(network_.trainable(), options) {
  if (options.average_decay > 0.0) average_.emplace(graph, network_.weights(), network_.device());
  if (teacher == nullptr) return;
  require_same_task(graph, teacher->graph);
  teacher_.emplace(teacher->graph, teacher->weights, network_.device());
  teacher_fit_ = teacher->fit;
}

torch::Tensor TrainingStep::loss(const Batch& batch) {
  const torch::Tensor output = network_.forward(batch.images, Mode::kTrain);
  const torch::Tensor value = task_->loss(output, batch.targets);
  if (!teacher_) return value;
  const torch::Tensor taught = teacher_output(*teacher_, batch.images, teacher_fit_);
  const double share = options_.distillation;
  return (1.0 - share) * value + share * task_->distillation_loss(output, taught);
}

double TrainingStep::train(const Batch& batch) {
  const torch::Tensor value = loss(batch);
  value.backward();
  // The first wait for the device.
  const double number = value.item<double>();
  if (!std::isfinite(number)) {
    optimizer_.drop_gradients();
    return number;
  }
  optimizer_.step();
  if (average_) follow(*average_, network_, options_.average_decay, optimizer_.steps());
  return number;
}

torch::Tensor TrainingStep::evaluate(const Batch& batch) {
  const torch::NoGradGuard no_grad;
  return deployed().forward(batch.images, Mode::kEvaluate);
}

void TrainingStep::recalibrate(const Batch& batch, int number) {
  const torch::NoGradGuard no_grad;
  deployed().collect_statistics(batch.images, 1.0 / (1.0 + number));
}

}  // namespace efs::train
