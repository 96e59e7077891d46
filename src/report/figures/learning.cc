#include "report/figures/learning.h"

#include <cmath>

#include "report/figures/thinned.h"

namespace efs::report {
namespace {

CurveEnd end_of(study::TrialState state) {
  if (state == study::TrialState::kCompleted) return CurveEnd::kCompleted;
  if (state == study::TrialState::kStopped) return CurveEnd::kStopped;
  return ruled_out(state) ? CurveEnd::kRuledOut : CurveEnd::kUnderWay;
}

}  // namespace

LearningFigure learning_figure(const ReportSource& source,
                               const std::vector<LeaderboardRow>& rows) {
  LearningFigure figure{.accuracy = source.fitness.task.accuracy_metric()};
  const std::map<int, const study::Trial*> by_number = trials_by_number(source.history);
  for (const LeaderboardRow& row : rows) {
    const study::Trial& trial = *by_number.at(row.trial);
    LearningCurve curve{.trial = row.trial,
                        .label = trial_label(row),
                        .state = study::to_string(row.state),
                        .reason = row.reason,
                        .end = end_of(row.state),
                        .points = {}};
    for (const study::EpochRecord& record : trial.epochs) {
      const double accuracy = record.metrics.value(figure.accuracy.name);
      if (!trial.counts(record) || !std::isfinite(accuracy)) continue;
      curve.points.push_back({record.epoch, accuracy});
    }
    if (curve.points.empty()) continue;
    figure.curves.push_back(std::move(curve));
  }
  figure.trials = figure.curves.size();
  figure.curves = thinned(std::move(figure.curves), kMostLearningCurves);
  return figure;
}

}  // namespace efs::report
