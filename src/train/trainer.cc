#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/clock.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/rng.h"
#include "train/batches.h"
#include "train/checkpoint.h"
#include "train/loss.h"
#include "train/threads.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

/// The options that change a trial's numbers, as text. Threads and device are left out: they may
/// change from one session to the next.
std::string describe(const TrainOptions& options) {
  return fmt::format(
      "optimizer {}, learning rate {}, weight decay {}, schedule {} over {} epochs, batch size {}, "
      "beta {}, seed {}",
      options.optimizer == Optimizer::kAdam ? "adam" : "adamw", options.learning_rate,
      options.weight_decay, options.schedule == Schedule::kConstant ? "constant" : "cosine",
      options.schedule == Schedule::kConstant ? 0 : options.schedule_epochs, options.batch_size,
      options.smooth_l1_beta, options.seed);
}

void check(const TrainOptions& options) {
  const auto positive = [](double value) { return std::isfinite(value) && value > 0.0; };
  if (!positive(options.learning_rate)) {
    fail_usage("learning rate {} is not above 0", options.learning_rate);
  }
  if (!std::isfinite(options.weight_decay) || options.weight_decay < 0.0) {
    fail_usage("weight decay {} is below 0", options.weight_decay);
  }
  if (!positive(options.smooth_l1_beta)) {
    fail_usage("SmoothL1's beta {} is not above 0", options.smooth_l1_beta);
  }
  if (options.batch_size < 2) {
    fail_usage("batch size {} is below 2, the least that batch normalisation can work with",
               options.batch_size);
  }
  if (options.threads < 1) fail_usage("{} threads: at least 1 is needed", options.threads);
  if (options.schedule == Schedule::kCosine && options.schedule_epochs < 1) {
    fail_usage("the cosine schedule needs the number of epochs it falls over, at least 1");
  }
}

void check(const data::PackedDataset& data, const graph::Graph& graph) {
  if (data.size(data::Part::kTrain) < 2 || data.size(data::Part::kValidation) < 1) {
    fail("training needs at least 2 images to train and 1 to validate, the data set has {} and {}",
         data.size(data::Part::kTrain), data.size(data::Part::kValidation));
  }
  const graph::Shape wanted{3, data.input(), data.input()};
  if (graph.input().shape != wanted) {
    fail("the data set is packed as {}, the network takes {}", graph::to_string(wanted),
         graph::to_string(graph.input().shape));
  }
}

/// Learning rate of an epoch (1-based). Cosine: arXiv 1608.03983 without restarts, from the full
/// rate in epoch 1 towards 0 behind epoch `schedule_epochs`.
double rate_of_epoch(const TrainOptions& options, int epoch) {
  if (options.schedule == Schedule::kConstant) return options.learning_rate;
  const double share =
      std::min(1.0, static_cast<double>(epoch - 1) / static_cast<double>(options.schedule_epochs));
  return options.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

}  // namespace

struct Trainer::State {
  State(const graph::Graph& graph, const graph::Weights& initial,
        const data::PackedDataset& data_set, const TrainOptions& train_options)
      : options(train_options),
        data(data_set),
        step((check(train_options), check(data_set, graph), graph), initial, train_options),
        identity{sha256_hex(graph::describe(graph)), data_set.dataset_digest(),
                 describe(train_options)} {}

  /// Mean loss over the epoch's samples; nothing if stopped. Not finite: the epoch ended early.
  std::optional<double> train(int epoch, const std::function<bool()>& stop,
                              const std::function<void(double)>& progress);
  struct Validation {
    double loss = 0.0;
    double iou = 0.0;
  };
  std::optional<Validation> validate(const std::function<bool()>& stop,
                                     const std::function<void(double)>& progress);
  void require_whole() const {
    if (abandoned) {
      fail("this trainer stands in the middle of an abandoned epoch; load its checkpoint first");
    }
  }
  /// Progress of an epoch counts both parts, a validation sample as a third of a training one
  /// (no backward pass).
  double train_share() const {
    const double train_cost = 3.0 * static_cast<double>(data.size(data::Part::kTrain));
    return train_cost / (train_cost + static_cast<double>(data.size(data::Part::kValidation)));
  }

  TrainOptions options;
  const data::PackedDataset& data;
  TrainingStep step;
  CheckpointIdentity identity;
  int epochs_done = 0;
  int best_epoch = 0;
  double best_val_iou = -1.0;
  graph::Weights best_weights;
  bool abandoned = false;
};

std::optional<double> Trainer::State::train(int epoch, const std::function<bool()>& stop,
                                            const std::function<void(double)>& progress) {
  // One seed an epoch: dropout does not depend on how many epochs this process has seen.
  torch::manual_seed(
      derive_seed(derive_seed(options.seed, "dropout"), static_cast<std::uint64_t>(epoch)));
  const std::size_t count = data.size(data::Part::kTrain);
  double sum = 0.0;
  std::size_t done = 0;
  for (const auto& indices : divide(epoch_order(count, options.seed, epoch),
                                    static_cast<std::size_t>(options.batch_size))) {
    if (stop && stop()) return std::nullopt;
    const Batch batch = make_batch(data, data::Part::kTrain, indices, step.network().device());
    const double loss = step.train(batch);
    if (!std::isfinite(loss)) return loss;
    sum += loss * static_cast<double>(indices.size());
    done += indices.size();
    if (progress) {
      progress(train_share() * static_cast<double>(done) / static_cast<double>(count));
    }
  }
  return sum / static_cast<double>(count);
}

std::optional<Trainer::State::Validation> Trainer::State::validate(
    const std::function<bool()>& stop, const std::function<void(double)>& progress) {
  const std::size_t count = data.size(data::Part::kValidation);
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  Validation sum;
  std::size_t done = 0;
  for (const auto& indices : divide(order, static_cast<std::size_t>(options.batch_size))) {
    if (stop && stop()) return std::nullopt;
    const Batch batch = make_batch(data, data::Part::kValidation, indices, step.network().device());
    const TrainingStep::Evaluation result = step.evaluate(batch);
    sum.loss += result.loss * static_cast<double>(indices.size());
    const float* box = result.boxes.data_ptr<float>();
    for (const std::size_t index : indices) {
      const data::PackedSample sample = data.sample(data::Part::kValidation, index);
      sum.iou += data::iou(to_pixels(box, sample.image_width, sample.image_height), sample.box);
      box += 4;
    }
    done += indices.size();
    if (progress) {
      progress(train_share() +
               (1.0 - train_share()) * static_cast<double>(done) / static_cast<double>(count));
    }
  }
  return Validation{sum.loss / static_cast<double>(count), sum.iou / static_cast<double>(count)};
}

Trainer::Trainer(const graph::Graph& graph, const graph::Weights& initial,
                 const data::PackedDataset& data, const TrainOptions& options)
    : state_(std::make_unique<State>(graph, initial, data, options)) {}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;

std::optional<EpochResult> Trainer::run_epoch(const std::function<bool()>& stop,
                                              const std::function<void(double)>& progress) {
  State& state = *state_;
  state.require_whole();
  use_threads(state.options.threads);
  SystemClock clock;
  const double start_s = clock.steady_s();

  EpochResult result;
  result.epoch = state.epochs_done + 1;
  result.learning_rate = rate_of_epoch(state.options, result.epoch);
  state.step.optimizer().set_learning_rate(result.learning_rate);
  state.abandoned = true;  // until the epoch is through
  const std::optional<double> train_loss = state.train(result.epoch, stop, progress);
  if (!train_loss) return std::nullopt;
  const double train_s = clock.steady_s() - start_s;

  result.train_loss = *train_loss;
  result.val_loss = std::numeric_limits<double>::quiet_NaN();
  if (std::isfinite(result.train_loss)) {
    const auto validation = state.validate(stop, progress);
    if (!validation) return std::nullopt;
    result.val_loss = validation->loss;
    result.val_iou = validation->iou;
  }
  result.finite = std::isfinite(result.train_loss) && std::isfinite(result.val_loss);
  result.seconds = clock.steady_s() - start_s;
  result.images_per_second =
      static_cast<double>(state.data.size(data::Part::kTrain)) / std::max(train_s, 1e-9);

  state.abandoned = false;
  state.epochs_done = result.epoch;
  if (result.finite && result.val_iou > state.best_val_iou) {
    state.best_val_iou = result.val_iou;
    state.best_epoch = result.epoch;
    state.best_weights = state.step.network().weights();
  }
  return result;
}

int Trainer::epochs_done() const { return state_->epochs_done; }
double Trainer::best_val_iou() const { return state_->best_val_iou; }
int Trainer::best_epoch() const { return state_->best_epoch; }
graph::Weights Trainer::weights() const { return state_->step.network().weights(); }
graph::Weights Trainer::best_weights() const { return state_->best_weights; }

void Trainer::save(const std::filesystem::path& path) const {
  const State& state = *state_;
  state.require_whole();
  const Adam& optimizer = state.step.optimizer();
  write_checkpoint(path, {state.identity, state.epochs_done, state.best_epoch, state.best_val_iou,
                          optimizer.steps(), state.step.network().weights(), state.best_weights,
                          optimizer.first_moments(), optimizer.second_moments()});
}

void Trainer::load(const std::filesystem::path& path) {
  State& state = *state_;
  Checkpoint checkpoint = read_checkpoint(path);
  check_identity(checkpoint, state.identity, path);
  state.step.network().set_weights(checkpoint.weights);
  state.step.optimizer().restore(checkpoint.optimizer_steps, checkpoint.first_moments,
                                 checkpoint.second_moments);
  state.epochs_done = checkpoint.epochs_done;
  state.best_epoch = checkpoint.best_epoch;
  state.best_val_iou = checkpoint.best_val_iou;
  state.best_weights = std::move(checkpoint.best_weights);
  state.abandoned = false;
}

}  // namespace efs::train
