#include "report/figures/stages.h"

#include <algorithm>

#include "report/figures/thinned.h"
#include "report/figures/trial_run.h"

namespace efs::report {
namespace {

using study::Trial;

StageCurve make_curve(const LeaderboardRow& row, const Trial& trial, int stage) {
  StageCurve curve{.trial = row.trial,
                   .label = trial_label(row),
                   .survivor = trial.stage > stage,
                   .latency_ms = row.latency_ms,
                   .points = {}};
  for (const study::EpochRecord* record : run_by_stage(trial, stage)) {
    curve.points.push_back({record->epoch, record->train_loss, record->metrics});
  }
  return curve;
}

/// How many of a stage's trials are taken for survivors while none has gone on.
std::size_t expected_survivors(const StageFigure& figure) {
  if (figure.last) return figure.trials;
  if (figure.rung) return 0;
  return figure.keep > 0 ? static_cast<std::size_t>(figure.keep) : figure.trials;
}

/// `curves` by rank.
void arrange(StageFigure& figure, std::vector<StageCurve> curves) {
  const auto survives = [](const StageCurve& curve) { return curve.survivor; };
  if (std::none_of(curves.begin(), curves.end(), survives)) {
    const std::size_t survivors = std::min(curves.size(), expected_survivors(figure));
    for (std::size_t i = 0; i < survivors; ++i) curves[i].survivor = true;
  }
  std::stable_partition(curves.begin(), curves.end(), survives);
  figure.curves = thinned(std::move(curves), kMostStageCurves);
}

}  // namespace

bool by_rungs(const ReportSource& source) {
  return source.stages.size() > 1 &&
         std::all_of(source.stages.begin(), source.stages.end(),
                     [](const search::Stage& stage) { return stage.keep == 0; });
}

std::vector<StageFigure> stage_figures(const ReportSource& source,
                                       const std::vector<LeaderboardRow>& rows) {
  const std::map<int, const Trial*> by_number = trials_by_number(source.history);
  const int planned = static_cast<int>(source.stages.size());
  std::vector<StageFigure> figures;
  for (int stage = 1; stage <= last_trained_stage(source.history); ++stage) {
    StageFigure figure;
    figure.stage = stage;
    figure.rung = by_rungs(source);
    figure.last = stage == planned;
    if (stage <= planned) {
      const search::Stage& budget = source.stages[static_cast<std::size_t>(stage) - 1];
      figure.epochs = budget.epochs;
      figure.keep = budget.keep;
    }
    std::vector<StageCurve> curves;
    for (const LeaderboardRow& row : rows) {
      const Trial& trial = *by_number.at(row.trial);
      if (trained_in(trial, stage)) curves.push_back(make_curve(row, trial, stage));
    }
    if (curves.empty()) continue;
    figure.trials = curves.size();
    figure.metrics = shown_metrics(rows);
    arrange(figure, std::move(curves));
    figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace efs::report
