#include <fmt/format.h>

#include <algorithm>

#include "core/progress.h"
#include "report/markup.h"
#include "report/palette.h"
#include "report/sections.h"
#include "report/text.h"

namespace efs::report {
namespace {

std::string card(const std::string& value, const std::string& what) {
  return fmt::format(
      "<div class=\"card\"><div class=\"value\">{}</div><div class=\"what\">{}</div></div>\n",
      escape(value), escape(what));
}

/// A cell that shows `shown` and sorts by `value`.
std::string number_cell(const std::optional<double>& value, const std::string& shown) {
  return value ? fmt::format("<td data-v=\"{}\">{}</td>", *value, shown)
               : std::string("<td data-v=\"\">&ndash;</td>");
}

std::string number_cell(const std::optional<double>& value, int decimals) {
  return number_cell(value, value ? fmt::format("{:.{}f}", *value, decimals) : "");
}

std::string count_cell(const std::optional<std::int64_t>& value) {
  if (!value) return number_cell(std::nullopt, "");
  return number_cell(static_cast<double>(*value), short_count(*value));
}

std::string integer_cell(int value) { return fmt::format("<td data-v=\"{0}\">{0}</td>", value); }

std::string state_cell(study::TrialState state) {
  return fmt::format("<td class=\"text\"><span class=\"state {0}\">{0}</span></td>",
                     study::to_string(state));
}

std::string leaderboard_line(const LeaderboardRow& row, bool wins) {
  std::string line = wins ? "<tr class=\"winner\">" : "<tr>";
  line += integer_cell(row.rank) + integer_cell(row.trial);
  line += fmt::format("<td class=\"text\">{}{}</td>", escape(network_label(row)),
                      row.on_front ? " <span class=\"front\" title=\"on the Pareto front: no "
                                     "other trial is both faster and more accurate\">"
                                     "&#9670;</span>"
                                   : "");
  line += number_cell(row.learning_rate,
                      row.learning_rate ? fmt::format("{:g}", *row.learning_rate) : "");
  line += state_cell(row.state) + integer_cell(row.stage) + integer_cell(row.epochs);
  line += number_cell(row.val_iou, 4) + number_cell(row.val_loss, 3);
  line += number_cell(row.latency_ms, 2);
  line += count_cell(row.params) + count_cell(row.macs) + number_cell(row.size_mb, 1);
  line += number_cell(row.fitness, 4);
  return line + "</tr>\n";
}

/// One for the three charts of a stage; colours and dashes as the page's script gives them.
std::string legend(const StageFigure& figure) {
  std::string html = "<div class=\"legend\">";
  std::size_t index = 0;
  for (const Curve& curve : figure.curves) {
    if (!curve.survivor) continue;
    html +=
        fmt::format("<span><i style=\"border-color:{}{}\"></i>{}</span>", series_colour(index),
                    index < kPalette.size() ? "" : ";border-top-style:dashed", escape(curve.label));
    ++index;
  }
  return html + "</div>\n";
}

std::string canvas(const std::string& id, const std::string& title) {
  return fmt::format(
      "<div class=\"chart\"><h3>{}</h3><div class=\"canvas\"><canvas id=\"{}\" role=\"img\" "
      "aria-label=\"{}\"></canvas></div></div>\n",
      title, id, title);
}

}  // namespace

std::string headline_section(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  const Totals all = totals(source.history);
  std::string html = "<section class=\"headline\" id=\"result\">\n";
  const LeaderboardRow* best = winner(rows);
  if (best == nullptr) {
    html += "<p class=\"sentence\">No trial has both an accuracy and a latency yet.</p>\n";
  } else {
    html += fmt::format(
        "<p class=\"sentence\"><b>{}</b> is the best of {} trials: it finds the face with a mean "
        "IoU of <b>{:.3f}</b> in <b>{:.2f}&nbsp;ms</b>.</p>\n",
        escape(trial_label(*best)), all.trials, best->val_iou.value_or(0.0),
        best->latency_ms.value_or(0.0));
  }
  html += "<div class=\"cards\">\n";
  if (best != nullptr) {
    if (best->val_iou) {
      html += card(fmt::format("{:.4f}", *best->val_iou),
                   fmt::format("validation IoU, epoch {}", best->best_epoch.value_or(0)));
    }
    if (best->latency_ms) {
      html += card(fmt::format("{:.2f} ms", *best->latency_ms),
                   best->latency_p90_ms
                       ? fmt::format("median latency (p90 {:.2f} ms)", *best->latency_p90_ms)
                       : "median latency");
    }
    if (best->params) {
      html += card(short_count(*best->params),
                   best->size_mb ? fmt::format("parameters, {:.1f} MB as ONNX", *best->size_mb)
                                 : "parameters");
    }
    if (best->macs) html += card(short_count(*best->macs), "multiply-accumulates an image");
    if (best->fitness) html += card(fmt::format("{:.4f}", *best->fitness), "fitness");
  }
  const auto out = std::count_if(rows.begin(), rows.end(),
                                 [](const LeaderboardRow& row) { return ruled_out(row.state); });
  html += card(fmt::format("{}", all.trials),
               out > 0 ? fmt::format("trials, {} ruled out", out) : "trials");
  html += card(fmt::format("{}", all.epochs),
               fmt::format("epochs, {} of training", format_duration(all.seconds)));
  html += "</div>\n";
  html += fmt::format(
      "<p class=\"note\" style=\"margin-top:14px\">Fitness, {}: <code>{}</code>",
      source.fitness.direction == search::Direction::kMaximize ? "maximised" : "minimised",
      escape(source.fitness.expression));
  for (const std::string& constraint : source.fitness.constraints) {
    html += fmt::format(", with <code>{}</code>", escape(constraint));
  }
  return html + ". Trials: " + states_text(all) + ".</p>\n</section>\n";
}

std::string leaderboard_section(const std::vector<LeaderboardRow>& rows) {
  if (rows.empty()) return "";
  const LeaderboardRow* best = winner(rows);
  std::string html =
      "<section id=\"leaderboard\"><h2>Leaderboard</h2>\n<p class=\"note\">Trials that got further "
      "come first, then the fitness decides. Loss and IoU are those of the best epoch on the "
      "validation part. <span class=\"front\">&#9670;</span> marks the Pareto front. Click a "
      "heading to sort.</p>\n<div class=\"scroll\"><table class=\"sortable\"><thead><tr>"
      "<th>rank</th><th>trial</th><th class=\"text\">architecture</th><th>learning rate</th>"
      "<th class=\"text\">state</th><th>stage</th><th>epochs</th><th>IoU</th><th>loss, px</th>"
      "<th>latency, ms</th><th>params</th><th>MACs</th><th>ONNX, MB</th>"
      "<th>fitness</th></tr></thead><tbody>\n";
  for (const LeaderboardRow& row : rows) html += leaderboard_line(row, &row == best);
  return html + "</tbody></table></div></section>\n";
}

std::string scatter_section(const ScatterFigure& figure) {
  if (figure.front.empty()) return "";
  std::string html =
      "<section id=\"front\"><h2>Accuracy against latency</h2>\n<p class=\"note\">Each point is a "
      "trial at its best epoch. The orange ones are the Pareto front: no other trial is both "
      "faster "
      "and more accurate. Trials of early stages have been trained for fewer epochs.</p>\n"
      "<div class=\"canvas tall\"><canvas id=\"scatter\" role=\"img\" aria-label=\"validation IoU "
      "against latency\"></canvas></div>\n<p class=\"note\" style=\"margin-top:10px\">The front, "
      "fastest first: ";
  for (std::size_t i = 0; i < figure.front.size(); ++i) {
    const ScatterPoint& point = figure.front[i];
    html += fmt::format("{}{} ({:.2f} ms, IoU {:.3f})", i == 0 ? "" : "; ", escape(point.label),
                        point.latency_ms, point.val_iou);
  }
  return html + ".</p></section>\n";
}

std::string stage_section(const StageFigure& figure, bool last) {
  std::string html =
      fmt::format("<section id=\"stage{0}\"><h2>Stage {0}</h2>\n<p class=\"note\">", figure.stage);
  const auto survivors = std::count_if(figure.curves.begin(), figure.curves.end(),
                                       [](const Curve& curve) { return curve.survivor; });
  html += fmt::format("{} trained", figure.curves.size() == 1
                                        ? std::string("1 trial")
                                        : fmt::format("{} trials", figure.curves.size()));
  if (figure.epochs > 0) html += fmt::format(" to epoch {}", figure.epochs);
  if (!last && figure.keep > 0) {
    html += fmt::format("; the best {} networks go on", figure.keep);
  }
  html += survivors < static_cast<std::ptrdiff_t>(figure.curves.size())
              ? ". Survivors in colour, the others grey.</p>\n"
              : ".</p>\n";
  html += legend(figure) + "<div class=\"charts\">\n";
  const std::string prefix = fmt::format("stage{}-", figure.stage);
  html += canvas(prefix + "val_loss", "Validation loss over epochs");
  html += canvas(prefix + "val_iou", "Validation IoU over epochs");
  html += canvas(prefix + "latency", "Latency over epochs");
  return html + "</div></section>\n";
}

std::string ruled_out_section(const std::vector<LeaderboardRow>& rows) {
  std::string lines;
  for (const LeaderboardRow& row : rows) {
    if (!ruled_out(row.state)) continue;
    lines += "<tr>" + integer_cell(row.trial);
    lines += fmt::format("<td class=\"text\">{}</td>", escape(network_label(row)));
    lines += number_cell(row.learning_rate,
                         row.learning_rate ? fmt::format("{:g}", *row.learning_rate) : "");
    lines += state_cell(row.state) + integer_cell(row.epochs) + number_cell(row.latency_ms, 2);
    lines += fmt::format("<td class=\"text wrap\">{}</td></tr>\n", escape(row.reason));
  }
  if (lines.empty()) return "";
  return "<section id=\"ruled-out\"><h2>Ruled out</h2>\n<p class=\"note\">Infeasible: violates a "
         "constraint, not trained. Diverged: a loss was not finite. Failed: an error.</p>\n"
         "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th>trial</th>"
         "<th class=\"text\">architecture</th><th>learning rate</th><th class=\"text\">state</th>"
         "<th>epochs</th><th>latency, ms</th><th class=\"text\">reason</th></tr></thead><tbody>\n" +
         lines + "</tbody></table></div></section>\n";
}

}  // namespace efs::report
