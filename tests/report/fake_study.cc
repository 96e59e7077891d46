#include "report/fake_study.h"

#include <cmath>
#include <limits>

namespace efs::report {
namespace {

using study::TrialState;

struct Kind {
  const char* architecture;
  double latency_ms;
  double final_iou;
};
constexpr Kind kKinds[] = {
    {"small", 2.0, 0.55}, {"middle", 5.0, 0.75}, {"large", 10.0, 0.8}, {"huge", 40.0, 0.0}};

constexpr double kEpochSeconds = 12.5;
constexpr double kBegan = 1.7e9;  // seconds since the epoch

/// Two workers that never wait: trials with an even number on one, odd ones on the other.
class Workers {
 public:
  /// Who trains the trial's next epoch, and when it ends.
  std::string name(int trial) const { return trial % 2 == 0 ? "host-1" : "host-2"; }
  double next_end(int trial) { return free_s_[trial % 2] += kEpochSeconds; }

 private:
  double free_s_[2] = {kBegan, kBegan};
};

void train(study::Trial& trial, int stage, int to_epoch, double final_iou, Workers& workers) {
  for (int epoch = trial.epochs_done() + 1; epoch <= to_epoch; ++epoch) {
    const double iou = final_iou * (1.0 - std::exp(-0.5 * epoch));
    trial.epochs.push_back({.stage = stage,
                            .epoch = epoch,
                            .train_loss = 18.0 * (1.0 - iou),
                            .metrics = {{"val_loss", 20.0 * (1.0 - iou)}, {"val_iou", iou}},
                            .learning_rate = 0.001,
                            .seconds = kEpochSeconds,
                            .images_per_second = 140.0,
                            .finished_unix_s = workers.next_end(trial.number),
                            .worker = workers.name(trial.number)});
  }
  trial.stage = stage;
  trial.target_epoch = to_epoch;
}

study::LatencyRecord latency(double median_ms) {
  return {.median_ms = median_ms,
          .p90_ms = median_ms * 1.1,
          .detail_json = R"({"median_ms": 1.0, "p99_ms": 9.75, "runs": 500, "converged": true,
             "threads": 1, "runtime": "opencv", "runtime_version": "4.6.0", "precision": "fp32",
             "device": "Fake CPU", "frequency_mhz_before": 0.0})"};
}

}  // namespace

ReportSource fake_study() {
  ReportSource source;
  Workers workers;
  source.info = {.name = "fake",
                 .config_yaml = "input: 64\n",
                 .dataset_digest = "d1ce",
                 .program_version = "0.1.0",
                 .seed = 7,
                 .created_unix_s = kBegan};
  source.stages = {{3, 2}, {6, 1}, {8, 1}};
  source.fitness.constraints = {"latency_ms <= 15"};
  for (const Kind& kind : kKinds) {
    source.feature_dims[kind.architecture] = 512;
    for (const double rate : {0.001, 0.01}) {
      study::Trial trial;
      trial.number = static_cast<int>(source.history.trials.size());
      trial.params = {{"architecture", std::string(kind.architecture)}, {"learning_rate", rate}};
      trial.cost = {.latencies = {{study::kFirstTarget, latency(kind.latency_ms)}},
                    .weight_count = static_cast<std::int64_t>(kind.latency_ms * 1e6),
                    .macs = static_cast<std::int64_t>(kind.latency_ms * 1e8),
                    .size_mb = kind.latency_ms * 4.0};
      if (kind.final_iou > 0.0) {
        train(trial, 1, 3, rate == 0.001 ? kind.final_iou : kind.final_iou - 0.1, workers);
        trial.state = TrialState::kStopped;
        trial.reason = "not among the best 2 of stage 1";
      } else {
        trial.state = TrialState::kInfeasible;
        trial.reason = "latency_ms <= 15 (it is 40)";
      }
      source.history.trials.push_back(std::move(trial));
    }
  }
  study::Trial& diverged = source.history.trials[1];
  diverged.epochs.pop_back();
  diverged.epochs.back().metrics.set("val_loss", std::numeric_limits<double>::quiet_NaN());
  diverged.epochs.back().metrics.set("val_iou", std::numeric_limits<double>::quiet_NaN());
  diverged.state = TrialState::kDiverged;
  diverged.reason = "the loss of epoch 2 is not finite";

  study::Trial& winner = source.history.trials[2];
  train(winner, 2, 6, 0.75, workers);
  train(winner, 3, 8, 0.75, workers);
  winner.state = TrialState::kCompleted;
  winner.reason.clear();
  study::Trial& second = source.history.trials[4];
  train(second, 2, 6, 0.8, workers);
  second.reason = "not among the best 1 of stage 2";
  return source;
}

ReportSource fake_faces_study() {
  ReportSource source = fake_study();
  source.fitness.task = search::task("faces");
  source.fitness.expression = "val_ap";
  for (study::Trial& trial : source.history.trials) {
    for (study::EpochRecord& record : trial.epochs) {
      const double accuracy = record.metrics.value("val_iou");
      record.metrics = {{"val_loss", record.metrics.value("val_loss")},
                        {"val_ap", accuracy},
                        {"val_ap50", accuracy + 0.1}};
    }
  }
  source.winner_recall = fake_recall();
  return source;
}

WinnerRecall fake_recall() {
  return {.trial = 2,
          .images = 40,
          .faces = 100,
          .deployed =
              detect::OperatingPoint{
                  .threshold = 0.45, .right = 80, .false_alarms = 20, .faces = 100, .images = 40},
          .points = {{0, 0.5, 0.9}, {1, 0.6, 0.8}, {20, 0.8, 0.4}, {1000, 0.8, 0.02}}};
}

}  // namespace efs::report
