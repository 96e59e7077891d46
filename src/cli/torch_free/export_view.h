// What Optuna and TensorBoard show of a study beside its database.
#pragma once

#include "report/leaderboard/source.h"
#include "study/export/optuna.h"
#include "study/export/tensorboard.h"

namespace efs::cli {

/// For Optuna: the objective is the fitness, and attributes are what the leaderboard shows.
study::OptunaView optuna_view(const report::ReportSource& source);

/// For TensorBoard: the tag of each epoch metric's curve.
study::CurveTags curve_tags();
/// For TensorBoard: a trial's fitness, latencies and size, as far as they are known.
study::TrialMetrics trial_metrics(const report::ReportSource& source);

}  // namespace efs::cli
