#include "report/charts/recall.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/markup.h"
#include "report/drawing/recall_plot.h"

namespace efs::report {
namespace {

/// Of the trial whose model is in best/: perhaps no longer the first of the leaderboard.
std::string model_label(const WinnerRecall& recall, const Rows& rows) {
  const auto row = std::ranges::find(rows, recall.trial, &LeaderboardRow::trial);
  return row == rows.end() ? fmt::format("trial {}", recall.trial)
                           : fmt::format("{}, trial {}", trial_label(*row), recall.trial);
}

std::string deployed_text(const WinnerRecall& recall) {
  if (!recall.deployed) return "";
  const detect::OperatingPoint& at = *recall.deployed;
  return fmt::format(
      " The dot is the model's own threshold, {:.3f}: it finds {} of the {} faces with {} false "
      "alarm{}.",
      at.threshold, at.right, at.faces, at.false_alarms, at.false_alarms == 1 ? "" : "s");
}

std::string section(const WinnerRecall& recall, const std::string& label) {
  return open_section(
             "recall", "Recall over false alarms",
             fmt::format("The share of the faces in the validation images that the model in best/ "
                         "({}) finds, by the number of false alarms in all {} images together: "
                         "FDDB's discrete curve. A face is found at an IoU above 0.5.{}",
                         escape(label), recall.images, deployed_text(recall))) +
         canvas("recall-curve", "recall over false alarms") + "</section>\n";
}

Json deployed_json(const WinnerRecall& recall) {
  if (!recall.deployed) return {};
  return {{"threshold", rounded(recall.deployed->threshold)},
          {"false_alarms", recall.deployed->false_alarms},
          {"recall", rounded(recall.deployed->recall())}};
}

Json json(const WinnerRecall& recall) {
  return {{"images", recall.images},
          {"faces", recall.faces},
          {"deployed", deployed_json(recall)},
          {"points", json_list(recall.points, [](const detect::RecallPoint& point) -> Json {
             return {point.false_alarms, rounded(point.recall), rounded(point.score)};
           })}};
}

Plot plot(const WinnerRecall& recall, const std::string& label) {
  DetectorCurve curve{
      .name = label, .points = recall.points, .mark = recall.deployed, .mark_label = ""};
  if (recall.deployed)
    curve.mark_label = fmt::format("threshold {:.3f}", recall.deployed->threshold);
  return recall_plot({curve}, recall.images, recall.faces);
}

}  // namespace

DrawnChart draw_recall(const ReportSource& source, const Rows& rows) {
  if (!source.winner_recall || source.winner_recall->points.empty()) return {};
  const WinnerRecall& recall = *source.winner_recall;
  const std::string label = model_label(recall, rows);
  return {section(recall, label), json(recall), {{"recall.svg", plot(recall, label)}}};
}

}  // namespace efs::report
