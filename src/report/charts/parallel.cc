#include "report/charts/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/thinned.h"

namespace efs::report {
namespace {

constexpr double kLogarithmicSpan = 20.0;
constexpr std::size_t kFewValues = 8;  // each gets its own tick
/// Where the values begin on an axis that some trials have no value for.
constexpr double kAboveMissing = 0.12;
constexpr const char* kMissing = "none";

using study::ParamValue;
using Values = std::vector<std::optional<ParamValue>>;  // one a trial

/// Finite numbers only.
bool numeric(const Values& values) {
  return std::ranges::all_of(values, [](const auto& value) {
    return !value || std::isfinite(study::number_of(*value).value_or(NAN));
  });
}

/// An axis, and where each value that is known stands on it.
struct Scale {
  ParallelAxis axis;
  std::function<double(const ParamValue&)> place;
};

Scale name_scale(const Values& values) {
  std::set<std::string> names;
  for (const auto& value : values) {
    if (value) names.insert(study::to_string(*value));
  }
  // The first name stands at the top, as in a list.
  const double last = std::max(1.0, static_cast<double>(names.size()) - 1.0);
  std::map<std::string, double> position;
  Scale scale;
  for (const std::string& name : names) {
    const double at = names.size() == 1 ? 0.5 : 1.0 - static_cast<double>(position.size()) / last;
    position[name] = at;
    scale.axis.ticks.push_back({at, name});
  }
  std::ranges::reverse(scale.axis.ticks);
  scale.place = [position](const ParamValue& value) {
    return position.at(study::to_string(value));
  };
  return scale;
}

Scale number_scale(const Values& values, std::size_t few) {
  std::set<double> numbers;
  for (const auto& value : values) {
    if (value) numbers.insert(study::number_of(*value).value());
  }
  const double low = *numbers.begin();
  const double high = *numbers.rbegin();
  const bool logarithmic = low > 0.0 && high > kLogarithmicSpan * low;
  std::vector<Tick> ticks;
  if (numbers.size() <= few) {
    for (const double number : numbers) ticks.push_back({number, fmt::format("{:.4g}", number)});
  } else {
    ticks = logarithmic ? log_ticks(low, high) : linear_ticks(low, high, 6);
  }
  const auto scaled = [=](double number) { return logarithmic ? std::log(number) : number; };
  const double bottom = scaled(ticks.front().value);
  const double extent = scaled(ticks.back().value) - bottom;
  const auto place = [=](double number) {
    return extent > 0.0 ? (scaled(number) - bottom) / extent : 0.5;
  };
  for (Tick& tick : ticks) tick.value = place(tick.value);
  return {{.name = "", .logarithmic = logarithmic, .ticks = std::move(ticks)},
          [=](const ParamValue& value) { return place(study::number_of(value).value()); }};
}

void add_axis(ParallelFigure& figure, const std::string& name, const Values& values,
              std::size_t few = kFewValues) {
  const auto known = [](const auto& value) { return value.has_value(); };
  if (std::ranges::none_of(values, known)) return;
  Scale scale = numeric(values) ? number_scale(values, few) : name_scale(values);
  scale.axis.name = name;
  const bool complete = std::ranges::all_of(values, known);
  const auto above_missing = [&](double position) {
    return complete ? position : kAboveMissing + position * (1.0 - kAboveMissing);
  };
  for (Tick& tick : scale.axis.ticks) tick.value = above_missing(tick.value);
  if (!complete) scale.axis.ticks.insert(scale.axis.ticks.begin(), {0.0, kMissing});
  figure.axes.push_back(std::move(scale.axis));
  for (std::size_t i = 0; i < figure.lines.size(); ++i) {
    figure.lines[i].positions.push_back(values[i] ? above_missing(scale.place(*values[i])) : 0.0);
  }
}

/// By name, but the architecture first.
std::vector<std::string> varying(const std::vector<const study::Trial*>& trials) {
  std::map<std::string, std::set<std::string>> values;
  for (const study::Trial* trial : trials) {
    for (const auto& [name, value] : trial->params) values[name].insert(study::to_string(value));
  }
  std::vector<std::string> names;
  for (const auto& [name, distinct] : values) {
    if (distinct.size() > 1) names.push_back(name);
  }
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name == "architecture"; });
  return names;
}

void shade(std::vector<ParallelLine>& lines, bool maximise) {
  std::set<double> values;
  for (const ParallelLine& line : lines) {
    if (line.row.fitness) values.insert(*line.row.fitness);
  }
  const double last = std::max(1.0, static_cast<double>(values.size()) - 1.0);
  for (ParallelLine& line : lines) {
    if (!line.row.fitness) continue;
    const auto rank = std::distance(values.begin(), values.find(*line.row.fitness));
    const double at = values.size() == 1 ? 1.0 : static_cast<double>(rank) / last;
    line.shade = maximise || values.size() == 1 ? at : 1.0 - at;
  }
}

Values results(const std::vector<ParallelLine>& lines,
               std::optional<double> LeaderboardRow::*result) {
  Values values;
  for (const ParallelLine& line : lines) values.emplace_back(line.row.*result);
  return values;
}

std::string section(const ParallelFigure& figure) {
  if (figure.lines.empty()) return "";
  return open_section("parallel", "Parameters and results of all trials",
                      "Each line is a trial: its parameters, as far as they vary, and its results. "
                      "The darker, the better its fitness. Point at a line to see its trial." +
                          thinning_note(figure.lines.size(), figure.trials)) +
         svg_place("parallel-lines", "parallel coordinates of all trials") + "</section>\n";
}

Json axis_json(const ParallelAxis& axis) {
  return {
      {"name", axis.name}, {"logarithmic", axis.logarithmic}, {"ticks", ticks_json(axis.ticks)}};
}

Json line_json(const ParallelLine& line) {
  return {{"trial", line.row.trial},
          {"label", trial_label(line.row)},
          {"accuracy", rounded(line.row.accuracy)},
          {"latency_ms", rounded(line.row.latency_ms)},
          {"fitness", rounded(line.row.fitness)},
          {"shade", rounded(line.shade)},
          {"positions", json_list(line.positions, [](double at) { return rounded(at); })}};
}

}  // namespace

ParallelFigure parallel_figure(const ReportSource& source, const Rows& rows) {
  ParallelFigure figure;
  std::vector<const study::Trial*> judged;
  for (const LeaderboardRow& row : rows) {
    if (!row.accuracy || study::is_fruitless(row.state)) continue;
    judged.push_back(&source.history.trial(row.trial));
    figure.lines.push_back({.row = row, .shade = std::nullopt, .positions = {}});
    auto& latency_ms = figure.lines.back().row.latency_ms;
    if (latency_ms && !(*latency_ms > 0.0)) latency_ms.reset();
  }
  figure.trials = judged.size();
  const std::vector<std::string> names = varying(judged);
  if (names.empty()) return {};
  judged = thinned(std::move(judged), kMostParallelLines);
  figure.lines = thinned(std::move(figure.lines), kMostParallelLines);
  for (const std::string& name : names) {
    Values values;
    for (const study::Trial* trial : judged) {
      const auto found = trial->params.find(name);
      values.push_back(found == trial->params.end() ? std::nullopt
                                                    : std::optional<ParamValue>(found->second));
    }
    add_axis(figure, name, values);
  }
  shade(figure.lines, source.fitness.direction == search::Direction::kMaximize);
  add_axis(figure, source.fitness.task.accuracy_metric().title(),
           results(figure.lines, &LeaderboardRow::accuracy), 0);
  add_axis(figure, "latency, ms", results(figure.lines, &LeaderboardRow::latency_ms));
  add_axis(figure, "fitness", results(figure.lines, &LeaderboardRow::fitness), 0);
  return figure;
}

DrawnChart draw_parallel(const ReportSource& source, const Rows& rows) {
  const ParallelFigure figure = parallel_figure(source, rows);
  return {
      section(figure),
      {{"axes", json_list(figure.axes, axis_json)}, {"lines", json_list(figure.lines, line_json)}}};
}

}  // namespace efs::report
