// The accuracy/latency front of a study: which trials are on it, and its worth as one number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"
#include "search/objectives/ranking.h"

namespace efs::report {

/// The name of the study's first target, whose latency is latency_ms; empty if it has none.
std::string first_target(const ReportSource& source);

/// The fitness weighs the latency on this target ("": the first) against target_latency_ms.
bool aims_at(const search::FitnessOptions& fitness, const std::string& target);

/// True if the trial has both an accuracy and a latency, and is not ruled out.
bool comparable(const LeaderboardRow& row);

/// The hypervolume of accuracy against latency in units of the reference: the mean, over all
/// latency budgets from 0 to `reference_latency_ms`, of the best accuracy within the budget (0
/// where no trial is fast enough). Nothing without a positive, finite reference.
std::optional<double> mean_best_accuracy(const std::vector<search::FrontPoint>& front,
                                         double reference_latency_ms);

/// Sets on_front, knee and the hypervolumes of all rows.
void mark_front(Rows& rows, double reference_latency_ms);

/// The largest latency budget that counts for the hypervolume on this target.
double reference_latency_ms(const ReportSource& source, const std::string& target);
/// The rows with the latencies, and the front, of a target after the first.
Rows rows_on(const ReportSource& source, Rows rows, const std::string& target);

}  // namespace efs::report
