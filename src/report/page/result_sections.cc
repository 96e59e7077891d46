#include <fmt/format.h>

#include <algorithm>

#include "core/numbers.h"
#include "core/terminal/progress.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/markup.h"
#include "report/leaderboard/choices.h"
#include "report/leaderboard/front.h"
#include "report/leaderboard/text.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

std::string card(const std::string& value, const std::string& what) {
  return fmt::format(
      "<div class=\"card\"><div class=\"value\">{}</div><div class=\"what\">{}</div></div>\n",
      escape(value), escape(what));
}

/// A cell that sorts by `value`.
template <typename T, typename ToText>
std::string cell(const std::optional<T>& value, const ToText& to_text) {
  if (!value) return "<td data-v=\"\">&ndash;</td>";
  return fmt::format("<td data-v=\"{}\">{}</td>", static_cast<double>(*value), to_text(*value));
}

std::string number_cell(const std::optional<double>& value, int decimals) {
  return cell(value, [&](double number) { return fmt::format("{:.{}f}", number, decimals); });
}

std::string rate_cell(const LeaderboardRow& row) {
  return cell(row.learning_rate, [](double rate) { return fmt::format("{:g}", rate); });
}

std::string integer_cell(int value) { return fmt::format("<td data-v=\"{0}\">{0}</td>", value); }

std::string state_cell(study::TrialState state) {
  return fmt::format("<td class=\"text\"><span class=\"state {0}\">{0}</span></td>",
                     study::to_string(state));
}

std::string front_mark(const LeaderboardRow& row) {
  if (!row.on_front) return "";
  const std::string adds =
      row.hypervolume_contribution
          ? fmt::format("; adds {:.4f} to its hypervolume", *row.hypervolume_contribution)
          : "";
  return fmt::format(
      " <span class=\"front\" title=\"on the Pareto front: no other trial is both faster and more "
      "accurate{}\">&#9670;{}</span>",
      adds, row.knee ? " knee" : "");
}

std::string leaderboard_line(const LeaderboardRow& row, bool wins,
                             const std::vector<search::Metric>& metrics,
                             const std::vector<std::string>& targets) {
  std::string line = wins ? "<tr class=\"winner\">" : "<tr>";
  line += integer_cell(row.rank) + integer_cell(row.trial);
  line += fmt::format("<td class=\"text\">{}{}</td>", escape(network_label(row)), front_mark(row));
  line +=
      rate_cell(row) + state_cell(row.state) + integer_cell(row.stage) + integer_cell(row.epochs);
  line += number_cell(row.fitness, 4);
  for (const auto& metric : metrics) {
    line += number_cell(row.metrics.find(metric.name), metric.digits);
  }
  line += number_cell(row.latency_ms, 2);
  for (const auto& target : targets) line += number_cell(latency_on(row, target), 2);
  line += cell(row.weight_count, short_count) + cell(row.macs, short_count);
  line += number_cell(row.size_mb, 1);
  return line + "</tr>\n";
}

std::string on_target(const std::string& target) {
  return target.empty() ? "" : " on " + escape(target);
}

/// Of metrics, then of latencies.
std::string headings(const ReportSource& source, const std::vector<search::Metric>& metrics,
                     std::vector<std::string> targets) {
  targets.insert(targets.begin(), first_target(source));
  std::string html;
  for (const auto& metric : metrics) html += "<th>" + metric.with_unit(metric.label) + "</th>";
  for (const auto& target : targets) html += "<th>latency" + on_target(target) + ", ms</th>";
  return html;
}

/// "AP is COCO's average precision over the IoUs 0.5 to 0.95. "
std::string meanings(const std::vector<search::Metric>& metrics) {
  std::string text;
  for (const auto& metric : metrics) {
    if (!metric.meaning.empty()) text += fmt::format("{} is {}. ", metric.label, metric.meaning);
  }
  return text;
}

/// "<b>3.20 ms</b> on nano, <b>9.10 ms</b> on pi4"
std::string latencies_text(const ReportSource& source, const LeaderboardRow& row) {
  const auto on = [](double latency_ms, const std::string& target) {
    return fmt::format("<b>{:.2f}&nbsp;ms</b>{}", latency_ms, on_target(target));
  };
  std::string text = on(row.latency_ms.value_or(0.0), first_target(source));
  for (const auto& [target, latency_ms] : row.other_latencies_ms) {
    text += ", " + on(latency_ms, target);
  }
  return text;
}

/// The winner and what else one may want of the study, each with the command that writes its file.
std::string choices_table(const ReportSource& source, const Rows& rows) {
  const auto chosen = choices(source, rows);
  if (chosen.empty()) return "";
  const search::Metric& accuracy = source.fitness.task.accuracy_metric();
  std::string html =
      "<div class=\"scroll\"><table class=\"choices\"><thead><tr><th "
      "class=\"text\">detector</th><th>" +
      accuracy.with_unit(accuracy.label) + "</th><th>latency" + on_target(first_target(source)) +
      ", ms</th><th class=\"text\">it is</th><th class=\"text\">in the study's "
      "folder</th></tr></thead><tbody>\n";
  for (const Choice& choice : chosen) {
    html += fmt::format("<tr><td class=\"text\">trial {}: {}</td>", choice.row->trial,
                        escape(trial_label(*choice.row)));
    html +=
        number_cell(choice.row->accuracy, accuracy.digits) + number_cell(choice.row->latency_ms, 2);
    html +=
        fmt::format("<td class=\"text wrap\">{}</td><td class=\"text\"><code>{}</code></td></tr>\n",
                    escape(choice.why), escape(export_command(*choice.row)));
  }
  return html + "</tbody></table></div>\n";
}

/// What all trials together are worth, not the winner alone.
std::string hypervolume_card(const ReportSource& source, const Rows& rows) {
  const auto row = std::ranges::find_if(
      rows, [](const auto& worth) { return worth.has_value(); }, &LeaderboardRow::hypervolume);
  if (row == rows.end()) return "";
  return card(
      fmt::format("{:.4f}", *row->hypervolume),
      fmt::format("hypervolume: mean best {} up to {:g} ms",
                  source.fitness.task.accuracy_metric().label, source.reference_latency_ms));
}

}  // namespace

std::string headline_section(const ReportSource& source, const Rows& rows) {
  const Totals all = totals(source.history);
  std::string html = "<section class=\"headline\" id=\"result\">\n";
  const LeaderboardRow* best = winner(rows);
  const search::Metric& accuracy = source.fitness.task.accuracy_metric();
  if (best == nullptr) {
    html += "<p class=\"sentence\">No trial has both an accuracy and a latency yet.</p>\n";
  } else {
    html += fmt::format(
        "<p class=\"sentence\"><b>{}</b> is the best of {} trials: it {} of <b>{:.3f}</b> in "
        "{}.</p>\n",
        escape(trial_label(*best)), all.trials, source.fitness.task.finds,
        best->accuracy.value_or(0.0), latencies_text(source, *best));
    const std::string weak = weak_winner_text(source, rows);
    if (!weak.empty()) html += "<p class=\"sentence\"><b>" + escape(weak) + "</b></p>\n";
  }
  html += "<div class=\"cards\">\n";
  if (best != nullptr) {
    if (best->accuracy) {
      html += card(fmt::format("{:.{}f}", *best->accuracy, accuracy.digits),
                   fmt::format("{}, epoch {}", accuracy.title(), best->best_epoch.value_or(0)));
    }
    if (best->latency_ms) {
      const std::string latency =
          "median latency" + (first_target(source).empty() ? "" : " on " + first_target(source));
      html += card(fmt::format("{:.2f} ms", *best->latency_ms),
                   best->latency_p90_ms
                       ? fmt::format("{} (p90 {:.2f} ms)", latency, *best->latency_p90_ms)
                       : latency);
    }
    for (const auto& [target, latency_ms] : best->other_latencies_ms) {
      html += card(fmt::format("{:.2f} ms", latency_ms), "median latency on " + target);
    }
    if (best->weight_count) {
      html += card(short_count(*best->weight_count),
                   best->size_mb ? fmt::format("parameters, {:.1f} MB as ONNX", *best->size_mb)
                                 : "parameters");
    }
    if (best->macs) html += card(short_count(*best->macs), "multiply-accumulates an image");
    if (best->fitness) html += card(fmt::format("{:.4f}", *best->fitness), "fitness");
  }
  html += hypervolume_card(source, rows);
  const auto out = std::ranges::count_if(rows, study::is_fruitless, &LeaderboardRow::state);
  html += card(fmt::format("{}", all.trials),
               out > 0 ? fmt::format("trials, {} ruled out", out) : "trials");
  html += card(fmt::format("{}", all.epochs),
               fmt::format("epochs, {} of training", format_duration(all.seconds)));
  html += "</div>\n" + choices_table(source, rows);
  html += fmt::format(
      "<p class=\"note\" style=\"margin-top:14px\">Fitness, {}: <code>{}</code>",
      source.fitness.direction == search::Direction::kMaximize ? "maximised" : "minimised",
      escape(source.fitness.expression));
  for (const std::string& constraint : source.fitness.constraints) {
    html += fmt::format(", with <code>{}</code>", escape(constraint));
  }
  return html + ". Trials: " + states_text(all) + ".</p>\n</section>\n";
}

std::string leaderboard_section(const ReportSource& source, const Rows& rows) {
  if (rows.empty()) return "";
  const LeaderboardRow* best = winner(rows);
  const std::vector<std::string> targets = other_targets(rows);
  const std::vector<search::Metric> metrics = metrics_by_importance(rows);
  const std::string order = source.order == search::Order::kFurthestFirst
                                ? "Trials that got further come first, then the fitness decides. "
                                : "By fitness. ";
  std::string html =
      open_section(
          "leaderboard", "Leaderboard",
          order + "The metrics are those of the best epoch on the validation part. " +
              meanings(metrics) +
              "<span class=\"front\">&#9670;</span> marks the Pareto front, and its knee. Click "
              "a heading to sort.") +
      "<div class=\"scroll\"><table class=\"sortable\"><thead><tr>"
      "<th>rank</th><th>trial</th><th class=\"text\">architecture</th><th>learning rate</th>"
      "<th class=\"text\">state</th><th>stage</th><th>epochs</th><th>fitness</th>" +
      headings(source, metrics, targets) +
      "<th>params</th><th>MACs</th><th>ONNX, MB</th>"
      "</tr></thead><tbody>\n";
  for (const LeaderboardRow& row : rows) {
    html += leaderboard_line(row, &row == best, metrics, targets);
  }
  return html + "</tbody></table></div></section>\n";
}

std::string ruled_out_section(const Rows& rows) {
  std::string lines;
  for (const LeaderboardRow& row : rows) {
    if (!study::is_fruitless(row.state)) continue;
    lines += "<tr>" + integer_cell(row.trial);
    lines += fmt::format("<td class=\"text\">{}</td>", escape(network_label(row)));
    lines += rate_cell(row) + state_cell(row.state) + integer_cell(row.epochs) +
             number_cell(row.latency_ms, 2);
    lines += fmt::format("<td class=\"text wrap\">{}</td></tr>\n", escape(row.reason));
  }
  if (lines.empty()) return "";
  return open_section("ruled-out", "Ruled out",
                      "Infeasible: violates a constraint, not trained. Diverged: a loss was not "
                      "finite. Failed: an error.") +
         "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th>trial</th>"
         "<th class=\"text\">architecture</th><th>learning rate</th><th class=\"text\">state</th>"
         "<th>epochs</th><th>latency, ms</th><th class=\"text\">reason</th></tr></thead><tbody>\n" +
         lines + "</tbody></table></div></section>\n";
}

}  // namespace efs::report
