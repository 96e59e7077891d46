// How long a search takes to decide what to train next: every Scheduler::plan() of simulated
// searches, on made-up curves, in processor time.
//   bench_scheduler --trials 1000,10000,100000 --workers 10000
#include "search/schedulers/scheduler.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/rng.h"
#include "core/stats.h"
#include "core/version.h"
#include "search/schedulers/strategy.h"
#include "search/simulation/simulator.h"

namespace {

using efs::search::RecordedCurve;
using efs::search::SamplerKind;
using efs::search::SchedulerKind;
using efs::study::Params;

constexpr int kEpochs = 27;  // rungs of 1, 3, 9 and 27
constexpr int kArchitectures = 21;
/// Those that count: when the History is longest.
constexpr std::size_t kLastDecisions = 10'000;

struct Method {
  const char* name;
  SchedulerKind scheduler;
  SamplerKind sampler;
  bool two_objectives = false;
  double noise = 0.3;  // of losses; 0: the ranking is the same on all rungs
};

constexpr Method kMethods[] = {
    {"asha+random", SchedulerKind::kAsha, SamplerKind::kRandom},
    {"asha+tpe", SchedulerKind::kAsha, SamplerKind::kTpe},
    {"asha+nsga2", SchedulerKind::kAsha, SamplerKind::kNsga2},
    {"asha+evolution", SchedulerKind::kAsha, SamplerKind::kEvolution},
    {"mo-asha+random", SchedulerKind::kAsha, SamplerKind::kRandom, true},
    {"mo-asha+tpe", SchedulerKind::kAsha, SamplerKind::kTpe, true},
    {"pasha+random", SchedulerKind::kPasha, SamplerKind::kRandom},
    {"pasha+one-ranking", SchedulerKind::kPasha, SamplerKind::kRandom, false, 0.0},
    {"hyperband+random", SchedulerKind::kHyperband, SamplerKind::kRandom},
    {"halving+random", SchedulerKind::kHalving, SamplerKind::kRandom},
};

efs::search::Space endless_space() {
  efs::search::Parameter architecture{.name = efs::search::kArchitecture};
  for (int i = 0; i < kArchitectures; ++i) {
    architecture.values.emplace_back(fmt::format("net{}", i));
  }
  return {{architecture,
           {.name = "learning_rate",
            .range = {{.low = 1e-5, .high = 1e-1, .logarithmic = true}},
            .shapes_network = false},
           {.name = "width", .range = {{.low = 0.25, .high = 1.0}}},
           {.name = "batch_size",
            .values = {std::int64_t{8}, std::int64_t{16}, std::int64_t{32}, std::int64_t{64}},
            .shapes_network = false}}};
}

/// Wide and large networks are slow and get further; a learning rate far off is slow to learn.
RecordedCurve curve_of(const Params& params, double noise_of_loss) {
  const std::string& architecture = std::get<std::string>(params.at(efs::search::kArchitecture));
  const double learning_rate = std::get<double>(params.at("learning_rate"));
  const double width = std::get<double>(params.at("width"));
  const auto batch = static_cast<double>(std::get<std::int64_t>(params.at("batch_size")));
  efs::Rng of_network(efs::derive_seed(1, architecture));
  const double size = width * of_network.uniform(0.5, 1.0);
  const double best_rate = of_network.uniform(-4.0, -2.0);
  const double off = std::log10(learning_rate) - best_rate - 0.3 * std::log2(batch / 16.0);
  efs::Rng noise(
      efs::derive_seed(2, fmt::format("{} {} {} {}", architecture, learning_rate, width, batch)));
  const double floor = 8.0 + 6.0 * (1.0 - size) + 2.0 * off * off + 0.5 * noise.normal();
  const double speed = noise_of_loss > 0.0 ? 2.0 + 2.0 * std::abs(off) : 3.0;
  const double latency_ms = 20.0 * size * of_network.uniform(0.8, 1.2);
  RecordedCurve curve{.params = params, .cost = {.latencies = {{"", {latency_ms}}}}};
  for (int epoch = 1; epoch <= kEpochs; ++epoch) {
    const double loss = floor + 60.0 * std::exp(-epoch / speed) + noise_of_loss * noise.normal();
    curve.epochs.push_back({.epoch = epoch,
                            .train_loss = loss,
                            .metrics = {{"val_loss", std::max(1.0, loss)}},
                            .seconds = 30.0 * size * noise.uniform(0.8, 1.2)});
  }
  return curve;
}

/// Of this thread: other programs do not count.
double processor_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class OutOfTime : public efs::Error {
 public:
  using Error::Error;
};

using Make = std::function<std::unique_ptr<efs::search::Scheduler>()>;

/// Times every decision of another.
class TimedScheduler final : public efs::search::Scheduler {
 public:
  /// What came of a decision.
  enum Outcome { kNewTrial, kOther, kNothing };

  TimedScheduler(Make make, std::size_t trials, double limit_s)
      : make_(std::move(make)),
        inner_(make_()),
        most_trials_(trials),
        limit_s_(limit_s),
        begin_s_(processor_s()) {}

  efs::search::Plan plan(const efs::study::History& history) const override {
    const double start_s = processor_s();
    auto plan = inner_->plan(history);
    const double end_s = processor_s();
    const Outcome came = outcome(plan);
    decisions_ms_[came].push_back(1e3 * (end_s - start_s));
    trials_ = history.trials.size();
    if (trials_ == most_trials_ && came == kOther && !anew_ms_) anew_ms_ = time_anew(history);
    if (end_s - begin_s_ > limit_s_) throw OutOfTime("out of time");
    return plan;
  }
  bool watches_epochs() const override { return inner_->watches_epochs(); }

  double elapsed_s() const { return processor_s() - begin_s_; }
  std::size_t trials() const { return trials_; }
  /// Of a scheduler that has seen nothing before, at the first promotion after all have begun.
  std::string anew_ms() const { return anew_ms_ ? fmt::format("{:.1f}", *anew_ms_) : "-"; }
  std::size_t decisions() const {
    return decisions_ms_[0].size() + decisions_ms_[1].size() + decisions_ms_[2].size();
  }
  /// "median / p99 / largest", of the last of one outcome.
  std::string spread(Outcome outcome) const {
    const auto& all = decisions_ms_[outcome];
    if (all.empty()) return "-";
    const std::vector<double> last(
        all.end() - static_cast<std::ptrdiff_t>(std::min(kLastDecisions, all.size())), all.end());
    return fmt::format("{:.4f} / {:.4f} / {:.3f}", efs::median(last), efs::quantile(last, 0.99),
                       *std::max_element(last.begin(), last.end()));
  }

 private:
  static Outcome outcome(const efs::search::Plan& plan) {
    if (plan.actions.empty()) return kNothing;
    const bool creates = std::holds_alternative<efs::study::CreateTrial>(plan.actions.back());
    return creates ? kNewTrial : kOther;
  }

  double time_anew(const efs::study::History& history) const {
    const auto anew = make_();
    const double start_s = processor_s();
    anew->plan(history);
    return 1e3 * (processor_s() - start_s);
  }

  Make make_;
  std::unique_ptr<Scheduler> inner_;
  std::size_t most_trials_;
  double limit_s_;
  double begin_s_;
  mutable std::vector<double> decisions_ms_[3];  // by outcome
  mutable std::size_t trials_ = 0;               // of the last decision
  mutable std::optional<double> anew_ms_;
};

void run(const Method& method, int trials, int workers, double limit_s) {
  efs::search::Strategy strategy{.scheduler = method.scheduler};
  strategy.rungs = {.min_epochs = 1, .max_epochs = kEpochs, .reduction = 3.0};
  strategy.sampler.kind = method.sampler;
  strategy.budget.trials = trials;
  efs::search::FitnessOptions fitness{.expression = "val_loss",
                                      .direction = efs::search::Direction::kMinimize,
                                      .epoch_choice = efs::search::EpochChoice::kLast};
  if (method.two_objectives) {
    fitness.objectives = {efs::search::parse_objective("minimize val_loss"),
                          efs::search::parse_objective("minimize latency_ms")};
  }
  const TimedScheduler scheduler(
      [&] { return efs::search::make_scheduler(endless_space(), strategy, fitness, 1); },
      static_cast<std::size_t>(trials), limit_s);
  bool finished = true;
  try {
    efs::search::simulate(
        scheduler, [&](const Params& params) { return curve_of(params, method.noise); }, workers);
  } catch (const OutOfTime&) {
    finished = false;
  }
  fmt::print("| {} | {}{} | {} | {:.1f} | {} | {} | {} | {} |\n", method.name, scheduler.trials(),
             finished ? "" : fmt::format(" of {}, given up", trials), scheduler.decisions(),
             scheduler.elapsed_s(), scheduler.spread(TimedScheduler::kNewTrial),
             scheduler.spread(TimedScheduler::kOther), scheduler.spread(TimedScheduler::kNothing),
             scheduler.anew_ms());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<int> trials{1'000, 10'000, 100'000};
  std::vector<std::string> names;
  for (const Method& method : kMethods) names.emplace_back(method.name);
  int workers = 10'000;
  double seconds = 60.0;
  CLI::App app("the time of a decision of the schedulers");
  app.add_option("--trials", trials, "that a search begins")->delimiter(',')->capture_default_str();
  app.add_option("--methods", names, "which")->delimiter(',')->capture_default_str();
  app.add_option("--workers", workers, "on the virtual clock")->capture_default_str();
  app.add_option("--seconds", seconds, "of the processor, after which a search is given up")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  fmt::print(
      "efs {}, {} workers, rungs of 1, 3, 9 and 27 epochs; ms of a decision (median / p99 / "
      "largest), of each kind the last {}; anew: the first of a scheduler that comes to it late\n\n"
      "| method | trials | decisions | simulation s | a new trial | promotions, ends | nothing | "
      "anew |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
      efs::program_version(), workers, kLastDecisions);
  try {
    for (const int count : trials) {
      for (const Method& method : kMethods) {
        if (std::find(names.begin(), names.end(), method.name) == names.end()) continue;
        run(method, count, workers, seconds);
      }
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_scheduler: {}\n", error.what());
    return 1;
  }
  return 0;
}
