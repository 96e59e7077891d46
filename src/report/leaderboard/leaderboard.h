// The trials of a report as plain data: what tables, figures, page and terminal all show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/leaderboard/source.h"

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
  std::string task;                  // of search::tasks()
  search::Metrics metrics;           // of epoch_metrics(), finite, at the best epoch
  std::optional<double> accuracy;    // the task's metric among them
  std::optional<double> latency_ms;  // on the study's first target
  std::optional<double> latency_p90_ms;
  std::map<std::string, double> other_latencies_ms;  // on its further ones, by name
  std::optional<std::int64_t> weight_count;
  std::optional<std::int64_t> macs;
  std::optional<double> size_mb;
  std::optional<double> fitness;
  bool on_front = false;
  /// The trial of the front beyond which more accuracy costs more latency (search::knee).
  bool knee = false;
  /// On the front only (front.h): what it adds alone, and what the whole front is worth.
  std::optional<double> hypervolume_contribution;
  std::optional<double> hypervolume;
  std::string reason;
};

using Rows = std::vector<LeaderboardRow>;

/// "resnet18", or "resnet18 head=center" where the architecture does not say it all.
std::string network_label(const LeaderboardRow& row);
/// "resnet18 (lr 0.001)": the network with its learning rate.
std::string trial_label(const LeaderboardRow& row);

/// Every trial, best first.
Rows leaderboard_rows(const ReportSource& source);
/// The best trial that has a fitness and is not ruled out; nothing before the first epoch.
const LeaderboardRow* winner(const Rows& rows);

/// The metrics of epochs that the rows show, in the order of columns.
std::vector<search::Metric> shown_metrics(const Rows& rows);
/// The same, what matters most first.
std::vector<search::Metric> metrics_by_importance(const Rows& rows);
/// What the fitness reads for one epoch of the row's trial.
search::Metrics metrics_at(const study::EpochRecord& record, const LeaderboardRow& row);
/// The latency on a target after the study's first; nothing if it is not known.
std::optional<double> latency_on(const LeaderboardRow& row, const std::string& target);
/// The targets after the first that any of the rows has a latency on.
std::vector<std::string> other_targets(const Rows& rows);

struct Totals {
  int trials = 0;
  int epochs = 0;
  double seconds = 0.0;                     // of training and validation, all workers together
  std::map<study::TrialState, int> states;  // how many trials are in each that occurs
};
Totals totals(const study::History& history);

}  // namespace efs::report
