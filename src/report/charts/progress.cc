#include "report/charts/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/study_time.h"
#include "report/leaderboard/front.h"

namespace efs::report {
namespace {

struct Event {
  const study::Trial* trial;
  const study::EpochRecord* record;
};

/// Every epoch of the study, in the order in which they ended as far as that is known.
std::vector<Event> events_of(const study::History& history) {
  std::vector<Event> events;
  for (const study::Trial& trial : history.trials) {
    for (const study::EpochRecord& record : trial.epochs) events.push_back({&trial, &record});
  }
  const auto key = [](const Event& event) {
    const auto time = time_of(*event.record);
    return std::make_tuple(time ? time->end_s : 0.0, event.record->stage, event.trial->number,
                           event.record->epoch);
  };
  std::ranges::sort(events, {}, key);
  return events;
}

/// False: the front has a point that is no worse, and stays as it is.
bool add(std::vector<search::FrontPoint>& front, const search::FrontPoint& point) {
  for (const search::FrontPoint& other : front) {
    if (other.latency_ms <= point.latency_ms && other.accuracy >= point.accuracy) return false;
  }
  front.push_back(point);
  front = search::pareto_front(std::move(front));
  return true;
}

void thin(std::vector<ProgressPoint>& points) {
  if (points.size() <= kMostProgressPoints) return;
  std::vector<ProgressPoint> kept;
  const double step =
      static_cast<double>(points.size() - 1) / static_cast<double>(kMostProgressPoints - 1);
  for (std::size_t i = 0; i < kMostProgressPoints; ++i) {
    kept.push_back(points[static_cast<std::size_t>(std::lround(static_cast<double>(i) * step))]);
  }
  points = std::move(kept);
}

std::string section(const ProgressFigure& figure) {
  if (figure.points.empty()) return "";
  return open_section(
             "progress", "Progress of the search",
             fmt::format("The hypervolume of the front so far (the best {0}, averaged over all "
                         "latency budgets up to {1:g}&nbsp;ms) and the best {0} of any latency. A "
                         "flat end says that more trials would hardly have helped.{2}",
                         figure.accuracy.label, figure.reference_latency_ms,
                         figure.by_time ? " Pauses of the study are in it." : "")) +
         canvas("progress-curves", "hypervolume over time") + "</section>\n";
}

Json json(const ProgressFigure& figure) {
  const double last = figure.points.empty() ? 0.0 : figure.points.back().x;
  const TimeUnit unit = figure.by_time ? time_unit(last) : TimeUnit{};
  return {{"axis", figure.by_time ? fmt::format("{} since the first epoch began", unit.name)
                                  : "epochs trained in the study (their times are not known)"},
          {"reference_latency_ms", rounded(figure.reference_latency_ms)},
          {"points", json_list(figure.points, [&](const ProgressPoint& point) -> Json {
             return {{"x", rounded(point.x / unit.seconds)},
                     {"hypervolume", rounded(point.hypervolume)},
                     {"best_accuracy", rounded(point.best_accuracy)},
                     {"trial", point.trial},
                     {"label", point.label},
                     {"epoch", point.epoch}};
           })}};
}

}  // namespace

ProgressFigure progress_figure(const ReportSource& source, const Rows& rows) {
  const std::vector<Event> events = events_of(source.history);
  ProgressFigure figure{.accuracy = source.fitness.task.accuracy_metric()};
  figure.reference_latency_ms = source.reference_latency_ms;
  figure.by_time = std::all_of(events.begin(), events.end(), [](const Event& event) {
    return time_of(*event.record).has_value();
  });
  std::map<int, const LeaderboardRow*> compared;
  for (const LeaderboardRow& row : rows) {
    if (comparable(row)) compared[row.trial] = &row;
  }
  const double start_s = first_start_s(source.history).value_or(0.0);
  std::vector<search::FrontPoint> front;
  double x = 0.0, best = 0.0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const study::EpochRecord& record = *events[i].record;
    x = figure.by_time ? record.finished_unix_s - start_s : static_cast<double>(i + 1);
    const auto row = compared.find(events[i].trial->number);
    if (row == compared.end() || !events[i].trial->counts(record)) continue;
    const double accuracy = record.metrics.value(figure.accuracy.name);
    if (!std::isfinite(accuracy)) continue;
    best = std::max(best, accuracy);
    if (!add(front, {*row->second->latency_ms, accuracy, row->first})) continue;
    const auto hypervolume = mean_best_accuracy(front, source.reference_latency_ms);
    if (!hypervolume) return figure;
    figure.points.push_back(
        {x, *hypervolume, best, row->first, trial_label(*row->second), record.epoch});
  }
  if (!figure.points.empty()) {
    figure.points.push_back(figure.points.back());
    figure.points.back().x = x;
  }
  thin(figure.points);
  return figure;
}

DrawnChart draw_progress(const ReportSource& source, const Rows& rows) {
  const ProgressFigure figure = progress_figure(source, rows);
  return {section(figure), json(figure)};
}

}  // namespace efs::report
