#include "report/charts/networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/numbers.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/markup.h"
#include "report/drawing/palette.h"

namespace efs::report {
namespace {

constexpr std::size_t kMostNetworks = 12;
// Of a drawing, in its own units.
constexpr double kLength = 900.0;
constexpr double kHeight = 90.0;
constexpr double kGap = 3.0;
constexpr double kShortestBar = 26.0;

struct Bar {
  const NetworkStage& stage;
  double weight = 0.0;  // time, or where no model knows it, MACs
  std::optional<double> time_ms;
};

std::vector<Bar> bars_of(const std::vector<NetworkStage>& stages,
                         const search::LatencyModel* model) {
  std::vector<Bar> bars;
  for (const NetworkStage& stage : stages) {
    Bar bar{.stage = stage, .weight = static_cast<double>(stage.macs)};
    if (model != nullptr && model->cost_ms.size() == stage.features.size()) {
      bar.time_ms = bar.weight = model->predict(stage.features).latency_ms;
    }
    bars.push_back(bar);
  }
  return bars;
}

std::string facts(const Bar& bar) {
  std::string text = fmt::format("{}: {} convolution{}", bar.stage.name, bar.stage.depth,
                                 bar.stage.depth == 1 ? "" : "s");
  if (bar.stage.width > 0) text += fmt::format(", {} channels", bar.stage.width);
  text += fmt::format(", {} MACs", short_count(bar.stage.macs));
  if (bar.time_ms) text += fmt::format(", about {:.2g} ms", *bar.time_ms);
  return text;
}

/// A bar's height is its width in channels on a scale of square roots; a line across it for each layer
/// after the first.
std::string draw_bar(const Bar& bar, double from, double length, double height,
                     const char* colour) {
  const double top = kHeight - height;
  std::string svg = fmt::format(
      "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "fill=\"{}\"/>",
      escape(facts(bar)), from, top, length, height, colour);
  for (int i = 1; i < bar.stage.depth; ++i) {
    const double x = from + length * i / bar.stage.depth;
    svg += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#fff\" "
        "stroke-opacity=\".5\"/>",
        x, top, kHeight);
  }
  const std::string width = bar.stage.width > 0 ? std::to_string(bar.stage.width) : "";
  return svg + fmt::format(
                   "<text x=\"{0:.1f}\" y=\"{1:.1f}\" text-anchor=\"middle\">{2}</text><text "
                   "x=\"{0:.1f}\" y=\"{3:.1f}\" text-anchor=\"middle\">{4}</text></g>",
                   from + length / 2, top - 4, width, kHeight + 14,
                   escape(bar.stage.name.starts_with("stride ") ? bar.stage.name.substr(7)
                                                                : bar.stage.name));
}

std::string drawing_of(const std::vector<Bar>& bars, const std::string& title) {
  double weights = 0.0;
  int widest = 1;
  for (const Bar& bar : bars) {
    weights += bar.weight;
    widest = std::max(widest, bar.stage.width);
  }
  const double room = kLength - static_cast<double>(bars.size()) * (kShortestBar + kGap);
  std::string svg = fmt::format(
      "<svg class=\"network\" viewBox=\"0 -16 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">",
      kLength, kHeight + 36, escape(title));
  double from = 0.0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double length =
        kShortestBar + (weights > 0.0 ? std::max(0.0, room) * bars[i].weight / weights : 0.0);
    const int width = bars[i].stage.width;
    const double share = width > 0 ? std::sqrt(static_cast<double>(width) / widest) : 0.5;
    svg += draw_bar(bars[i], from, length, std::max(6.0, kHeight * share), series_colour(i));
    from += length + kGap;
  }
  return svg + "</svg>\n";
}

}  // namespace

DrawnChart draw_networks(const ReportSource& source, const Rows& rows) {
  if (!source.stages_of) return {};
  const auto model =
      source.latency_models.empty() ? source.latency_models.end() : source.latency_models.begin();
  const bool has_times = model != source.latency_models.end();
  std::string drawings;
  std::size_t count = 0;
  for (const LeaderboardRow& row : rows) {
    const bool is_winner = row.rank == 1 && row.fitness;
    if ((!row.on_front && !is_winner) || count == kMostNetworks) continue;
    const auto stages = source.stages_of(source.history.trial(row.trial));
    if (stages.empty()) continue;
    ++count;
    const std::string title = network_label(row);
    drawings += fmt::format("<h3>{}{}</h3>\n", escape(title),
                            row.latency_ms ? fmt::format(", {:.3g} ms", *row.latency_ms) : "");
    drawings += drawing_of(bars_of(stages, has_times ? &model->second : nullptr), title);
  }
  if (drawings.empty()) return {};
  return {
      open_section(
          "networks", "The networks of the front",
          fmt::format("What they are made of, from the input to the head. A bar is the layers at a "
                      "stride: as long as the {} that they take, as high as they are wide "
                      "(channels above it, a line for each further convolution).",
                      has_times ? "predicted time" : "multiply-accumulates")) +
          drawings + "</section>\n",
      Json()};
}

}  // namespace efs::report
