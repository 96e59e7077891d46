#include "report/charts/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "report/charts/stages.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/palette.h"
#include "report/drawing/study_time.h"

namespace efs::report {
namespace {

/// Between two epochs of one trial: a checkpoint is written, the study is asked. Longer: a pause.
constexpr double kGapShare = 0.25;  // of an epoch
constexpr double kGapSeconds = 2.0;

/// One bar an epoch, by worker and time.
std::vector<TimelineBar> epoch_bars(const study::History& history,
                                    const std::map<std::string, std::size_t>& workers,
                                    double start_s) {
  std::vector<TimelineBar> bars;
  for (const study::Trial& trial : history.trials) {
    for (const study::EpochRecord& record : trial.epochs) {
      const auto time = time_of(record);
      if (!time) continue;
      bars.push_back({.worker = workers.at(record.worker),
                      .from_s = time->start_s - start_s,
                      .to_s = time->end_s - start_s,
                      .trial = trial.number,
                      .stage = record.stage,
                      .first_epoch = record.epoch,
                      .last_epoch = record.epoch,
                      .epochs = 1,
                      .runs = 1});
    }
  }
  std::ranges::sort(bars, {}, [](const TimelineBar& bar) {
    return std::tuple(bar.worker, bar.from_s, bar.trial, bar.first_epoch);
  });
  return bars;
}

bool continues(const TimelineBar& bar, const TimelineBar& next) {
  const double epoch_s = (bar.to_s - bar.from_s) / bar.epochs;
  return next.worker == bar.worker && next.trial == bar.trial && next.stage == bar.stage &&
         next.from_s - bar.to_s <= std::max(kGapSeconds, kGapShare * epoch_s);
}

void append(TimelineBar& bar, const TimelineBar& next) {
  if (next.trial == bar.trial && next.stage == bar.stage && bar.runs == 1 && next.runs == 1) {
    bar.last_epoch = next.last_epoch;
  } else {
    bar.runs += next.runs;
  }
  bar.to_s = std::max(bar.to_s, next.to_s);
  bar.epochs += next.epochs;
}

template <typename Joins>
std::vector<TimelineBar> join(const std::vector<TimelineBar>& bars, const Joins& joins) {
  std::vector<TimelineBar> joined;
  for (const TimelineBar& bar : bars) {
    if (!joined.empty() && joins(joined.back(), bar)) {
      append(joined.back(), bar);
    } else {
      joined.push_back(bar);
    }
  }
  return joined;
}

/// Joins neighbours that are both too narrow to be seen, until few enough are left.
void coarsen(TimelineFigure& figure) {
  for (double width_s = figure.span_s / 4000.0; figure.bars.size() > kMostBars && width_s > 0.0;
       width_s *= 2.0) {
    figure.bars = join(figure.bars, [&](const TimelineBar& bar, const TimelineBar& next) {
      return next.worker == bar.worker && next.to_s - bar.from_s <= 2.0 * width_s;
    });
    figure.merged = true;
    if (width_s > figure.span_s) break;
  }
}

std::string section(const TimelineFigure& figure) {
  if (figure.bars.empty()) return "";
  const char* name = figure.by_rungs ? "rung" : "stage";
  const auto without_time = static_cast<std::size_t>(figure.without_time);
  std::string html = open_section(
      "timeline", "Worker timeline",
      fmt::format("{}; a bar is a trial in one {}, empty space is time without training.{}{} Point "
                  "at a bar to see its trial.",
                  counted(figure.workers.size(), "worker"), name,
                  figure.merged ? " Bars too short to be seen are joined." : "",
                  without_time > 0
                      ? " The times of " + counted(without_time, "epoch") + " are not known."
                      : ""));
  html += "<div class=\"legend\">";
  for (int stage = 1; stage <= figure.last_stage; ++stage) {
    html += legend_entry(series_colour(static_cast<std::size_t>(stage) - 1), false,
                         fmt::format("{} {}", name, stage));
  }
  return html + "</div>\n" + svg_place("timeline-bars", "epochs by worker and time") +
         "</section>\n";
}

Json json(const TimelineFigure& figure) {
  Json labels = Json::object();
  for (const auto& [trial, label] : figure.labels) labels[std::to_string(trial)] = label;
  return {{"name", figure.by_rungs ? "rung" : "stage"},
          {"workers", figure.workers},
          {"labels", std::move(labels)},
          {"ticks", ticks_json(figure.ticks)},
          {"axis", figure.unit + " since the first epoch began"},
          {"bars", json_list(figure.bars, [](const TimelineBar& bar) -> Json {
             return {bar.worker,      rounded(bar.from_s), rounded(bar.to_s), bar.trial, bar.stage,
                     bar.first_epoch, bar.last_epoch,      bar.epochs,        bar.runs};
           })}};
}

}  // namespace

TimelineFigure timeline_figure(const ReportSource& source, const Rows& rows) {
  TimelineFigure figure;
  const auto start_s = first_start_s(source.history);
  if (!start_s) return figure;
  figure.by_rungs = by_rungs(source);
  std::map<std::string, std::size_t> workers;
  for (const study::Trial& trial : source.history.trials) {
    for (const study::EpochRecord& record : trial.epochs) {
      if (time_of(record)) {
        workers[record.worker];
      } else {
        ++figure.without_time;
      }
    }
  }
  for (auto& [name, index] : workers) {
    index = figure.workers.size();
    figure.workers.push_back(name.empty() ? "?" : name);
  }
  figure.bars = join(epoch_bars(source.history, workers, *start_s), continues);
  for (const TimelineBar& bar : figure.bars) {
    figure.span_s = std::max(figure.span_s, bar.to_s);
    figure.last_stage = std::max(figure.last_stage, bar.stage);
  }
  coarsen(figure);
  std::map<int, std::string> labels;
  for (const LeaderboardRow& row : rows) labels[row.trial] = trial_label(row);
  for (const TimelineBar& bar : figure.bars) figure.labels[bar.trial] = labels[bar.trial];

  const TimeUnit unit = time_unit(figure.span_s);
  figure.unit = unit.name;
  figure.ticks = linear_ticks(0.0, std::max(1.0, figure.span_s) / unit.seconds, 8);
  for (Tick& tick : figure.ticks) tick.value *= unit.seconds;
  return figure;
}

DrawnChart draw_timeline(const ReportSource& source, const Rows& rows) {
  const TimelineFigure figure = timeline_figure(source, rows);
  return {section(figure), json(figure)};
}

}  // namespace efs::report
