// The figures of a report as plain data: what tables, plots, page and terminal all show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/source.h"

namespace efs::report {

/// One trial, as the leaderboard shows it. Absent: not known (yet).
struct LeaderboardRow {
  int rank = 0;  // 1-based
  int trial = 0;
  study::TrialState state = study::TrialState::kQueued;
  int stage = 1;
  int epochs = 0;
  std::string architecture;
  std::optional<int> feature_dim;
  std::optional<double> learning_rate;
  /// What else the trial's point of the space chose, by name: {"head", "center"}.
  std::map<std::string, std::string> choices;
  /// Those of them in which trials of the study differ: "head=center tap=16"; often empty.
  std::string variant;
  std::optional<int> best_epoch;
  std::optional<double> val_loss;  // input pixels, at the best epoch
  std::optional<double> val_iou;   // at the best epoch
  std::optional<double> latency_ms;
  std::optional<double> latency_p90_ms;
  std::optional<std::int64_t> params;
  std::optional<std::int64_t> macs;
  std::optional<double> size_mb;
  std::optional<double> fitness;
  bool on_front = false;
  std::string reason;
};

/// True if the trial ran into something that rules it out: infeasible, diverged or failed.
bool ruled_out(study::TrialState state);
/// "resnet18", or "resnet18 head=center" where the architecture does not say it all.
std::string network_label(const LeaderboardRow& row);
/// "resnet18 (lr 0.001)": the network with its learning rate.
std::string trial_label(const LeaderboardRow& row);

/// Every trial, best first.
std::vector<LeaderboardRow> leaderboard_rows(const ReportSource& source);
/// The best trial that has a fitness and is not ruled out; nothing before the first epoch.
const LeaderboardRow* winner(const std::vector<LeaderboardRow>& rows);

struct StateCount {
  study::TrialState state;
  int trials = 0;
};
struct Totals {
  int trials = 0;
  int epochs = 0;
  double seconds = 0.0;            // of training and validation, all workers together
  std::vector<StateCount> states;  // those that occur, in the order of the enumeration
};
Totals totals(const study::History& history);

struct CurvePoint {
  int epoch = 0;
  double train_loss = 0.0;
  double val_loss = 0.0;
  double val_iou = 0.0;
};
struct Curve {
  int trial = 0;
  std::string label;
  bool survivor = false;
  std::optional<double> latency_ms;
  /// The run up to this stage's end: a trial that went on from its checkpoint starts at epoch 1,
  /// one that was restarted shows this stage only.
  std::vector<CurvePoint> points;
};
/// One stage: the survivors, best first, then the others that were trained in it.
struct StageFigure {
  int stage = 1;
  int epochs = 0;  // the stage's budget; 0: unknown
  int keep = 0;    // architectures that go on; 0: unknown
  std::vector<Curve> curves;
};
/// Survivors are the trials that went on to a later stage. In the last stage these are all that
/// reached it; in an unfinished stage, the best `keep` so far.
std::vector<StageFigure> stage_figures(const ReportSource& source,
                                       const std::vector<LeaderboardRow>& rows);

struct ScatterPoint {
  int trial = 0;
  std::string architecture;
  std::string label;
  std::string state;
  int epochs = 0;
  double latency_ms = 0.0;
  double val_iou = 0.0;
};
struct ScatterFigure {
  std::vector<ScatterPoint> others;
  std::vector<ScatterPoint> front;  // by rising latency
  /// Of the fitness; absent when its expression does not use it.
  std::optional<double> target_latency_ms;
};
ScatterFigure scatter_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows);

}  // namespace efs::report
