// What each worker trained, and when.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/charts/charts.h"
#include "report/drawing/ticks.h"

namespace efs::report {

/// Consecutive epochs of one worker in one trial and stage; of several trials if their bars would be
/// too short to be told apart.
struct TimelineBar {
  std::size_t worker = 0;  // index of its name
  double from_s = 0.0;     // since the study's first epoch began
  double to_s = 0.0;
  int trial = 0;  // the first of them
  int stage = 1;  // of the first
  int first_epoch = 0;
  int last_epoch = 0;
  int epochs = 0;  // in all
  int runs = 1;    // more than one: merged; trial, stage, first and last epoch are the first one's
};
struct TimelineFigure {
  std::vector<std::string> workers;   // by name; one without a name is "?"
  std::vector<TimelineBar> bars;      // by worker, then time; at most about kMostBars
  std::map<int, std::string> labels;  // of the trials that bars name
  bool by_rungs = false;              // the stages are rungs
  int last_stage = 1;
  double span_s = 0.0;
  std::vector<Tick> ticks;  // `value` in seconds
  std::string unit;         // of their labels: "hours"
  bool merged = false;      // some bars hold several runs
  int without_time = 0;     // epochs whose time is not known; not drawn
};
inline constexpr std::size_t kMostBars = 6000;

/// Empty where no time is known.
TimelineFigure timeline_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_timeline(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
