#include "report/figures/rung.h"

#include <algorithm>
#include <cmath>

#include "report/figures/stages.h"
#include "report/figures/thinned.h"
#include "report/figures/trial_run.h"

namespace efs::report {
namespace {

using study::Trial;
using study::TrialState;

bool in_training(const Trial& trial) {
  return trial.state == TrialState::kQueued || trial.state == TrialState::kRunning;
}

bool reached(const Trial& trial, int rung) {
  return trained_in(trial, rung) || (trial.stage == rung && in_training(trial));
}

void count(const Trial& trial, RungCounts& rung) {
  ++rung.reached;
  if (trial.stage > rung.rung) {
    ++rung.went_on;
  } else if (trial.state == TrialState::kCompleted) {
    ++rung.completed;
  } else if (trial.state == TrialState::kStopped) {
    ++rung.stopped;
  } else if (ruled_out(trial.state)) {
    ++rung.ruled_out;
  } else {
    ++rung.under_way;
  }
}

/// Of the epoch that is judged among those that the trial had made by the end of `rung`.
std::optional<double> fitness_by(const Trial& trial, int rung, const LeaderboardRow& row,
                                 const search::Fitness& fitness) {
  const study::EpochRecord* chosen = nullptr;
  for (const study::EpochRecord* record : run_by_stage(trial, rung)) {
    if (search::is_chosen_over(*record, chosen, fitness.epoch_choice(), fitness.task())) {
      chosen = record;
    }
  }
  return chosen == nullptr ? std::nullopt : fitness.value(metrics_at(*chosen, row));
}

RungLine line_of(const Trial& trial, const LeaderboardRow& row, const RungFigure& figure,
                 const search::Fitness& fitness) {
  RungLine line{.trial = row.trial,
                .label = trial_label(row),
                .state = study::to_string(row.state),
                .promotions = 0,
                .values = {}};
  for (const RungCounts& rung : figure.rungs) {
    if (!trained_in(trial, rung.rung)) continue;
    const bool left = trial.stage > rung.rung;
    line.promotions += left ? 1 : 0;
    if (!left && (in_training(trial) || ruled_out(trial.state))) continue;
    const auto value = fitness_by(trial, rung.rung, row, fitness);
    if (value && std::isfinite(*value)) line.values.push_back({rung.rung, *value});
  }
  return line;
}

}  // namespace

RungFigure rung_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  RungFigure figure;
  figure.by_rungs = by_rungs(source);
  figure.maximise = source.fitness.direction == search::Direction::kMaximize;
  const int planned = static_cast<int>(source.stages.size());
  const int trained = last_trained_stage(source.history);
  const int last = std::max(planned, trained);
  if (trained == 0 || last < 2) return figure;

  for (int number = 1; number <= last; ++number) {
    RungCounts rung{.rung = number};
    if (number <= planned) rung.epochs = source.stages[static_cast<std::size_t>(number) - 1].epochs;
    for (const Trial& trial : source.history.trials) {
      if (reached(trial, number)) count(trial, rung);
    }
    figure.rungs.push_back(rung);
  }
  const std::map<int, const Trial*> by_number = trials_by_number(source.history);
  const search::Fitness fitness(source.fitness);
  for (const LeaderboardRow& row : rows) {
    RungLine line = line_of(*by_number.at(row.trial), row, figure, fitness);
    if (line.values.empty()) continue;
    figure.lines.push_back(std::move(line));
  }
  figure.trials = figure.lines.size();
  figure.lines = thinned(std::move(figure.lines), kMostRungLines);
  return figure;
}

}  // namespace efs::report
