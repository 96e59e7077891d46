#include "report/fake_rung_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"

namespace efs::report {
namespace {

using study::Trial;
using study::TrialState;

struct Network {
  const char* name;
  double latency_ms;
  double best_iou;
};
constexpr Network kNetworks[] = {{"mobilenet_v3_small", 2.1, 0.68}, {"mobilenet_v2", 4.4, 0.74},
                                 {"shufflenet_v2", 2.9, 0.66},      {"squeezenet1_1", 3.8, 0.6},
                                 {"resnet18", 9.7, 0.79},           {"regnet_y_400mf", 6.2, 0.77},
                                 {"efficientnet_b0", 11.5, 0.81},   {"densenet121", 21.0, 0.8}};
constexpr const char* kHeads[] = {"center", "gap", "spatial"};

class Simulation {
 public:
  explicit Simulation(const FakeRungs& options) : options_(options), rng_(3) {
    source_.info = {.name = "fake rungs",
                    .config_yaml = "search: rungs\n",
                    .dataset_digest = "d1ce",
                    .program_version = "0.1.0",
                    .seed = 7,
                    .created_unix_s = 1.7e9};
    for (const int epochs : options.rungs) source_.stages.push_back({epochs, 0});
    for (const Network& network : kNetworks) source_.feature_dims[network.name] = 512;
    free_s_.assign(static_cast<std::size_t>(options.workers), 1.7e9);
  }

  ReportSource run() {
    while (work()) {
    }
    for (Trial& trial : trials()) {
      if (trial.state != TrialState::kPaused) continue;
      trial.state = TrialState::kStopped;
      trial.reason = fmt::format("rung {}: not among the best third", trial.stage);
    }
    if (!trials().empty()) trials().front().state = TrialState::kRunning;
    return std::move(source_);
  }

 private:
  std::vector<Trial>& trials() { return source_.history.trials; }

  const Network& network(const Trial& trial) const {
    const auto& name = std::get<std::string>(trial.params.at("architecture"));
    return *std::find_if(std::begin(kNetworks), std::end(kNetworks),
                         [&](const Network& candidate) { return name == candidate.name; });
  }

  /// One run by the worker that is free first; false when there is nothing left to do.
  bool work() {
    const auto worker = std::min_element(free_s_.begin(), free_s_.end()) - free_s_.begin();
    if (Trial* promoted = promotable()) {
      ++promoted->stage;
      train(*promoted, static_cast<std::size_t>(worker));
      return true;
    }
    if (static_cast<int>(trials().size()) == options_.trials) return false;
    trials().push_back(new_trial());
    train(trials().back(), static_cast<std::size_t>(worker));
    return true;
  }

  Trial* promotable() {
    for (int rung = static_cast<int>(options_.rungs.size()) - 1; rung >= 1; --rung) {
      std::vector<Trial*> seen;
      for (Trial& trial : trials()) {
        const bool past = trial.stage > rung;
        if (past || (trial.stage == rung && trial.state == TrialState::kPaused)) {
          seen.push_back(&trial);
        }
      }
      const auto at = [&](const Trial* trial) {
        return trial->epochs[static_cast<std::size_t>(budget(rung)) - 1].metrics.value("val_iou");
      };
      std::sort(seen.begin(), seen.end(),
                [&](const Trial* a, const Trial* b) { return at(a) > at(b); });
      for (std::size_t i = 0; i < seen.size() / 3; ++i) {
        if (seen[i]->stage == rung) return seen[i];
      }
    }
    return nullptr;
  }

  Trial new_trial() {
    Trial trial;
    trial.number = static_cast<int>(trials().size());
    const Network& network = pick(kNetworks);
    trial.params = {{"architecture", std::string(network.name)},
                    {"learning_rate", learning_rate()},
                    {"head", std::string(pick(kHeads))}};
    if (std::string_view(network.name).starts_with("mobile")) {
      trial.params["tap"] = rng_.chance(0.5) ? std::int64_t{16} : std::int64_t{8};
    }
    const study::LatencyRecord latency{
        .median_ms = network.latency_ms,
        .p90_ms = 1.1 * network.latency_ms,
        .detail_json = R"({"device": "Fake CPU", "runtime": "opencv"})"};
    trial.cost = {.latencies = {{study::kFirstTarget, latency}},
                  .weight_count = static_cast<std::int64_t>(network.latency_ms * 1e6),
                  .macs = static_cast<std::int64_t>(network.latency_ms * 1e8),
                  .size_mb = network.latency_ms * 4.0};
    return trial;
  }

  template <typename T, std::size_t n>
  const T& pick(const T (&items)[n]) {
    return items[rng_.integer(0, static_cast<std::int64_t>(n) - 1)];
  }

  /// Log-uniform, with three digits.
  double learning_rate() {
    return std::stod(fmt::format("{:.2e}", 1e-4 * std::pow(10.0, 2.4 * rng_.uniform())));
  }

  int budget(int rung) const { return options_.rungs[static_cast<std::size_t>(rung) - 1]; }

  void train(Trial& trial, std::size_t worker) {
    const double rate = std::get<double>(trial.params.at("learning_rate"));
    const double off = std::log10(rate / 2e-3);
    const double best = network(trial).best_iou - 0.12 * off * off - 0.02 * rng_.uniform();
    const double seconds = 3.0 + network(trial).latency_ms;
    trial.target_epoch = budget(trial.stage);
    for (int epoch = trial.epochs_done() + 1; epoch <= trial.target_epoch; ++epoch) {
      const bool diverges = rate > 0.02 && epoch == 2;
      const double iou =
          diverges ? std::numeric_limits<double>::quiet_NaN()
                   : best * (1.0 - std::exp(-0.35 * epoch)) + 0.01 * (rng_.uniform() - 0.5);
      free_s_[worker] += seconds;
      trial.epochs.push_back({.stage = trial.stage,
                              .epoch = epoch,
                              .train_loss = 18.0 * (1.0 - iou),
                              .metrics = {{"val_loss", 20.0 * (1.0 - iou)}, {"val_iou", iou}},
                              .learning_rate = rate,
                              .seconds = seconds,
                              .images_per_second = 140.0,
                              .finished_unix_s = free_s_[worker],
                              .worker = fmt::format("node-{:02}", worker)});
      if (diverges) return end(trial, TrialState::kDiverged, "the loss of epoch 2 is not finite");
      if (trial.number == 5) return end(trial, TrialState::kFailed, "cannot read image 17.jpg");
    }
    free_s_[worker] += 1.0;  // the checkpoint
    const bool last = trial.stage == static_cast<int>(options_.rungs.size());
    trial.state = last ? TrialState::kCompleted : TrialState::kPaused;
  }

  static void end(Trial& trial, TrialState state, const char* reason) {
    trial.state = state;
    trial.reason = reason;
  }

  FakeRungs options_;
  Rng rng_;
  ReportSource source_;
  std::vector<double> free_s_;  // of each worker, seconds since the epoch
};

}  // namespace

ReportSource fake_rung_study(const FakeRungs& options) { return Simulation(options).run(); }

}  // namespace efs::report
