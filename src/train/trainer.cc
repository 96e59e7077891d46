#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/clock.h"
#include "core/error.h"
#include "core/files/digest.h"
#include "core/rng.h"
#include "train/batches.h"
#include "train/reused_memory.h"
#include "train/threads.h"
#include "train/training_step.h"
#include "train/weights/backbone_names.h"
#include "train/weights/checkpoint.h"

namespace efs::train {
namespace {

void check(const data::PackedDataset& data, const graph::Graph& graph,
           const TrainOptions& options) {
  train::check(options);
  if (data.size(data::Part::kTrain) < 2 || data.size(data::Part::kValidation) < 1) {
    fail("training needs at least 2 images to train and 1 to validate, the data set has {} and {}",
         data.size(data::Part::kTrain), data.size(data::Part::kValidation));
  }
  const graph::Shape wanted{3, data.input().height, data.input().width};
  if (graph.input().shape != wanted) {
    fail("the data set is packed as {}, the network takes {}", graph::to_string(wanted),
         graph::to_string(graph.input().shape));
  }
  const auto parameters = graph::parameters(graph);
  const bool nothing_else = std::all_of(parameters.begin(), parameters.end(),
                                        [](const auto& row) { return is_backbone(row.name); });
  if (options.freeze_backbone_epochs > 0 && nothing_else) {
    fail("with its backbone frozen this network has nothing to train: it has no head");
  }
}

}  // namespace

struct Trainer::State {
  State(const graph::Graph& graph, const graph::Weights& initial,
        const data::PackedDataset& data_set, const TrainOptions& train_options,
        const Teacher* teacher)
      : options(train_options),
        policy(data::augment_policy(train_options.augmentation)),
        data(data_set),
        step((check(data_set, graph, train_options), graph), initial, train_options, teacher),
        identity{sha256_hex(graph::describe(graph)), data_set.dataset_digest(),
                 describe(train_options)} {}

  /// Mean loss over the epoch's samples; nothing if stopped. Not finite: the epoch ended early.
  std::optional<double> train(int epoch, const std::function<bool()>& stop,
                              const std::function<void(double)>& progress);
  /// The batches of an epoch (1-based).
  std::vector<std::vector<std::size_t>> batches(int epoch) const {
    return divide(epoch_order(data.size(data::Part::kTrain), options.seed, epoch),
                  static_cast<std::size_t>(options.batch_size));
  }
  /// Steps so far that left the backbone alone.
  std::int64_t frozen_steps() const {
    const int epochs = std::min(epochs_done, options.freeze_backbone_epochs);
    return static_cast<std::int64_t>(epochs) * static_cast<std::int64_t>(batches(1).size());
  }
  Batch training_batch(const std::vector<std::size_t>& indices, int epoch) {
    return make_training_batch(step.task(), data, indices,
                               {policy, options.label_jitter, options.seed, epoch},
                               step.network().device());
  }
  /// Measures the statistics of batch normalisation on the epoch's first batches.
  void recalibrate(int epoch);
  std::optional<NamedValues> validate(const std::function<bool()>& stop,
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
  const data::AugmentPolicy& policy;
  const data::PackedDataset& data;
  TrainingStep step;
  CheckpointIdentity identity;
  int epochs_done = 0;
  int best_epoch = 0;
  double best_accuracy = -1.0;
  graph::Weights best_weights;
  bool abandoned = false;
};

std::optional<double> Trainer::State::train(int epoch, const std::function<bool()>& stop,
                                            const std::function<void(double)>& progress) {
  // One seed an epoch: dropout does not depend on how many epochs this process has seen.
  torch::manual_seed(
      derive_seed(derive_seed(options.seed, "dropout"), static_cast<std::uint64_t>(epoch)));
  step.optimizer().freeze_backbone(epoch <= options.freeze_backbone_epochs);
  const std::size_t count = data.size(data::Part::kTrain);
  double sum = 0.0;
  std::size_t done = 0;
  for (const auto& indices : batches(epoch)) {
    if (stop && stop()) return std::nullopt;
    const double passed = static_cast<double>(done) / static_cast<double>(count);
    // A step learns at the rate of its middle: a warm-up's first one would learn nothing.
    const double half_step = 0.5 * static_cast<double>(indices.size()) / static_cast<double>(count);
    step.optimizer().set_learning_rate(rate_at(options, epoch - 1 + passed + half_step));
    const double loss = step.train(training_batch(indices, epoch));
    if (!std::isfinite(loss)) return loss;
    sum += loss * static_cast<double>(indices.size());
    done += indices.size();
    if (progress) {
      progress(train_share() * static_cast<double>(done) / static_cast<double>(count));
    }
  }
  return sum / static_cast<double>(count);
}

void Trainer::State::recalibrate(int epoch) {
  const auto shown = batches(epoch);
  const auto wanted = static_cast<std::size_t>(options.recalibration_batches);
  for (std::size_t i = 0; i < std::min(wanted, shown.size()); ++i) {
    step.recalibrate(training_batch(shown[i], epoch), static_cast<int>(i));
  }
}

std::optional<NamedValues> Trainer::State::validate(const std::function<bool()>& stop,
                                                    const std::function<void(double)>& progress) {
  const std::size_t count = data.size(data::Part::kValidation);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::unique_ptr<Validation> validation = step.task().start_validation(data);
  std::size_t done = 0;
  for (const auto& indices : divide(order, static_cast<std::size_t>(options.batch_size))) {
    if (stop && stop()) return std::nullopt;
    const Batch batch = make_validation_batch(step.task(), data, indices, step.network().device());
    validation->add(step.evaluate(batch), batch.targets, indices);
    done += indices.size();
    if (progress) {
      progress(train_share() +
               (1.0 - train_share()) * static_cast<double>(done) / static_cast<double>(count));
    }
  }
  return validation->metrics();
}

Trainer::Trainer(const graph::Graph& graph, const graph::Weights& initial,
                 const data::PackedDataset& data, const TrainOptions& options,
                 const Teacher* teacher)
    : state_(std::make_unique<State>(graph, initial, data, options, teacher)) {}

bool is_finite(const EpochRecord& epoch) {
  return std::isfinite(epoch.train_loss) && std::isfinite(epoch.metrics.value(kLoss));
}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;

std::optional<EpochRecord> Trainer::run_epoch(const std::function<bool()>& stop,
                                              const std::function<void(double)>& progress) {
  State& state = *state_;
  state.require_whole();
  use_threads(state.options.threads);
  const ReusedMemory reused;
  const double start_s = now_s();

  EpochRecord result;
  result.epoch = state.epochs_done + 1;
  result.learning_rate = scheduled_rate(state.options, result.epoch - 1);
  state.abandoned = true;  // until the epoch is through
  const std::optional<double> train_loss = state.train(result.epoch, stop, progress);
  if (!train_loss) return std::nullopt;
  const double train_s = now_s() - start_s;

  result.train_loss = *train_loss;
  result.metrics = diverged_metrics(state.step.task());
  if (std::isfinite(result.train_loss)) {
    state.recalibrate(result.epoch);
    auto validation = state.validate(stop, progress);
    if (!validation) return std::nullopt;
    result.metrics = std::move(*validation);
  }
  result.seconds = now_s() - start_s;
  result.images_per_second =
      static_cast<double>(state.data.size(data::Part::kTrain)) / std::max(train_s, 1e-9);

  state.abandoned = false;
  state.epochs_done = result.epoch;
  const double accuracy = result.metrics.value(state.step.task().accuracy());
  if (is_finite(result) && accuracy > state.best_accuracy) {
    state.best_accuracy = accuracy;
    state.best_epoch = result.epoch;
    state.best_weights = state.step.deployed().weights();
  }
  return result;
}

int Trainer::epochs_done() const { return state_->epochs_done; }
bool Trainer::plateaued() const {
  const int patience = state_->options.patience;
  return patience > 0 && state_->epochs_done - state_->best_epoch >= patience;
}

void Trainer::save(const std::filesystem::path& path) const {
  State& state = *state_;
  state.require_whole();
  const Optimizer& optimizer = state.step.optimizer();
  Checkpoint checkpoint{.identity = state.identity,
                        .epochs_done = state.epochs_done,
                        .best_epoch = state.best_epoch,
                        .best_accuracy = state.best_accuracy,
                        .optimizer_steps = optimizer.steps(),
                        .weights = state.step.network().weights(),
                        .first_moments = optimizer.first_moments(),
                        .second_moments = optimizer.second_moments()};
  if (state.step.has_average()) checkpoint.average = state.step.deployed().weights();
  if (state.best_epoch != state.epochs_done) checkpoint.best_weights = state.best_weights;
  write_checkpoint(path, checkpoint);
}

void Trainer::load(const std::filesystem::path& path) {
  State& state = *state_;
  Checkpoint checkpoint = read_checkpoint(path);
  check_identity(checkpoint, state.identity, path);
  state.step.network().set_weights(checkpoint.weights);
  if (state.step.has_average()) state.step.deployed().set_weights(checkpoint.average);
  state.epochs_done = checkpoint.epochs_done;
  state.step.optimizer().restore(checkpoint.optimizer_steps, checkpoint.first_moments,
                                 checkpoint.second_moments, state.frozen_steps());
  state.best_epoch = checkpoint.best_epoch;
  state.best_accuracy = checkpoint.best_accuracy;
  state.best_weights = std::move(checkpoint.best_weights);
  state.abandoned = false;
}

}  // namespace efs::train
