#include "report/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "search/ranking.h"

namespace efs::report {
namespace {

using study::EpochRecord;
using study::Trial;
using study::TrialState;

template <typename T>
std::optional<T> parameter(const Trial& trial, const std::string& name) {
  const auto found = trial.params.find(name);
  if (found == trial.params.end()) return std::nullopt;
  if (const T* value = std::get_if<T>(&found->second)) return *value;
  return std::nullopt;
}

std::optional<double> finite(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

/// The epoch whose metrics `metrics_of` chose: the latest record that shows them.
std::optional<int> epoch_of(const Trial& trial, const search::Metrics& metrics) {
  if (!metrics.val_iou) return std::nullopt;
  for (auto record = trial.epochs.rbegin(); record != trial.epochs.rend(); ++record) {
    if (record->val_iou == *metrics.val_iou && record->val_loss == metrics.val_loss) {
      return record->epoch;
    }
  }
  return std::nullopt;
}

LeaderboardRow make_row(const Trial& trial, const search::Metrics& metrics,
                        std::optional<double> fitness, const ReportSource& source) {
  LeaderboardRow row;
  row.trial = trial.number;
  row.state = trial.state;
  row.stage = trial.stage;
  row.epochs = trial.epochs_done();
  row.architecture = parameter<std::string>(trial, "architecture").value_or("");
  if (const auto found = source.feature_dims.find(row.architecture);
      found != source.feature_dims.end()) {
    row.feature_dim = found->second;
  }
  row.learning_rate = parameter<double>(trial, "learning_rate");
  for (const auto& [name, value] : trial.params) {
    if (name != "architecture" && name != "learning_rate") {
      row.choices[name] = study::to_string(value);
    }
  }
  row.best_epoch = epoch_of(trial, metrics);
  row.val_loss = finite(metrics.val_loss);
  row.val_iou = finite(metrics.val_iou);
  if (trial.latency) {
    row.latency_ms = finite(trial.latency->median_ms);
    row.latency_p90_ms = finite(trial.latency->p90_ms);
  }
  row.params = trial.parameter_count;
  row.macs = trial.macs;
  row.size_mb = finite(trial.size_mb);
  row.fitness = finite(fitness);
  row.reason = trial.reason;
  return row;
}

/// Names the choices in which the rows differ.
void name_variants(std::vector<LeaderboardRow>& rows) {
  std::map<std::string, std::set<std::string>> values;
  for (const LeaderboardRow& row : rows) {
    for (const auto& [name, value] : row.choices) values[name].insert(value);
  }
  for (LeaderboardRow& row : rows) {
    for (const auto& [name, value] : row.choices) {
      if (values[name].size() < 2) continue;
      row.variant += fmt::format("{}{}={}", row.variant.empty() ? "" : " ", name, value);
    }
  }
}

bool comparable(const LeaderboardRow& row) {
  return !ruled_out(row.state) && row.val_iou && row.latency_ms && *row.latency_ms > 0.0;
}

void mark_front(std::vector<LeaderboardRow>& rows) {
  std::vector<search::FrontPoint> points;
  for (const LeaderboardRow& row : rows) {
    if (comparable(row)) points.push_back({*row.latency_ms, *row.val_iou, row.trial});
  }
  std::set<int> front;
  for (const search::FrontPoint& point : search::pareto_front(std::move(points))) {
    front.insert(point.number);
  }
  for (LeaderboardRow& row : rows) row.on_front = front.count(row.trial) > 0;
}

/// The records of the run that a trial had made by the end of `stage`.
std::vector<CurvePoint> run_points(const Trial& trial, int stage) {
  std::vector<CurvePoint> points;
  for (auto record = trial.epochs.rbegin(); record != trial.epochs.rend(); ++record) {
    if (record->stage > stage) continue;
    // Going backwards, an epoch that does not fall belongs to a run that was restarted.
    if (!points.empty() && record->epoch >= points.back().epoch) break;
    points.push_back({record->epoch, record->train_loss, record->val_loss, record->val_iou});
  }
  std::reverse(points.begin(), points.end());
  return points;
}

bool trained_in(const Trial& trial, int stage) {
  return std::any_of(trial.epochs.begin(), trial.epochs.end(),
                     [&](const EpochRecord& record) { return record.stage == stage; });
}

}  // namespace

bool ruled_out(TrialState state) {
  return state == TrialState::kInfeasible || state == TrialState::kDiverged ||
         state == TrialState::kFailed;
}

std::string network_label(const LeaderboardRow& row) {
  const std::string name =
      row.architecture.empty() ? fmt::format("trial {}", row.trial) : row.architecture;
  return row.variant.empty() ? name : name + " " + row.variant;
}

std::string trial_label(const LeaderboardRow& row) {
  const std::string name = network_label(row);
  return row.learning_rate ? fmt::format("{} (lr {:g})", name, *row.learning_rate) : name;
}

std::vector<LeaderboardRow> leaderboard_rows(const ReportSource& source) {
  const search::Fitness fitness(source.fitness);
  std::map<int, const Trial*> by_number;
  for (const Trial& trial : source.history.trials) by_number[trial.number] = &trial;

  std::vector<LeaderboardRow> rows;
  for (const search::Ranked& ranked : search::leaderboard(source.history, fitness)) {
    const auto found = by_number.find(ranked.number);
    if (found == by_number.end()) continue;
    rows.push_back(make_row(*found->second, ranked.metrics, ranked.fitness, source));
    by_number.erase(found);
  }
  for (const auto& [number, trial] : by_number) {
    rows.push_back(make_row(*trial, search::metrics_of(*trial), std::nullopt, source));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].rank = static_cast<int>(i) + 1;
  name_variants(rows);
  mark_front(rows);
  return rows;
}

const LeaderboardRow* winner(const std::vector<LeaderboardRow>& rows) {
  const auto found = std::find_if(rows.begin(), rows.end(), [](const LeaderboardRow& row) {
    return row.fitness && !ruled_out(row.state);
  });
  return found == rows.end() ? nullptr : &*found;
}

Totals totals(const study::History& history) {
  Totals result;
  std::map<TrialState, int> states;
  for (const Trial& trial : history.trials) {
    ++result.trials;
    ++states[trial.state];
    result.epochs += static_cast<int>(trial.epochs.size());
    for (const EpochRecord& record : trial.epochs) result.seconds += record.seconds;
  }
  for (const auto& [state, trials] : states) result.states.push_back({state, trials});
  return result;
}

std::vector<StageFigure> stage_figures(const ReportSource& source,
                                       const std::vector<LeaderboardRow>& rows) {
  std::map<int, const Trial*> by_number;
  int last_stage = 0;
  for (const Trial& trial : source.history.trials) {
    by_number[trial.number] = &trial;
    for (const EpochRecord& record : trial.epochs) last_stage = std::max(last_stage, record.stage);
  }

  std::vector<StageFigure> figures;
  for (int stage = 1; stage <= last_stage; ++stage) {
    StageFigure figure{.stage = stage, .epochs = 0, .keep = 0, .curves = {}};
    if (stage <= static_cast<int>(source.stages.size())) {
      const search::Stage& budget = source.stages[static_cast<std::size_t>(stage) - 1];
      figure.epochs = budget.epochs;
      figure.keep = budget.keep;
    }
    int survivors = 0;
    std::vector<Curve> others;
    for (const LeaderboardRow& row : rows) {
      const Trial& trial = *by_number.at(row.trial);
      if (!trained_in(trial, stage)) continue;
      Curve curve{.trial = row.trial,
                  .label = trial_label(row),
                  .survivor = trial.stage > stage,
                  .latency_ms = row.latency_ms,
                  .points = run_points(trial, stage)};
      survivors += curve.survivor ? 1 : 0;
      (curve.survivor ? figure.curves : others).push_back(std::move(curve));
    }
    if (survivors == 0) {
      const bool final_stage = stage == static_cast<int>(source.stages.size());
      std::size_t promoted = others.size();
      if (!final_stage && figure.keep > 0) {
        promoted = std::min(promoted, static_cast<std::size_t>(figure.keep));
      }
      for (std::size_t i = 0; i < promoted; ++i) others[i].survivor = true;
    }
    std::move(others.begin(), others.end(), std::back_inserter(figure.curves));
    if (!figure.curves.empty()) figures.push_back(std::move(figure));
  }
  return figures;
}

ScatterFigure scatter_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  ScatterFigure figure;
  for (const LeaderboardRow& row : rows) {
    if (!comparable(row)) continue;
    ScatterPoint point{.trial = row.trial,
                       .architecture = network_label(row),
                       .label = trial_label(row),
                       .state = study::to_string(row.state),
                       .epochs = row.epochs,
                       .latency_ms = *row.latency_ms,
                       .val_iou = *row.val_iou};
    (row.on_front ? figure.front : figure.others).push_back(std::move(point));
  }
  std::sort(figure.front.begin(), figure.front.end(),
            [](const ScatterPoint& a, const ScatterPoint& b) {
              return a.latency_ms != b.latency_ms ? a.latency_ms < b.latency_ms : a.trial < b.trial;
            });
  if (source.fitness.expression.find("target_latency_ms") != std::string::npos) {
    figure.target_latency_ms = source.fitness.target_latency_ms;
  }
  return figure;
}

}  // namespace efs::report
