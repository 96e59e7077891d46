#include "report/leaderboard/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/numbers.h"
#include "core/text/outside_text.h"

namespace efs::report {
namespace {

std::string number(const std::optional<double>& value, int decimals) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::string count(const std::optional<std::int64_t>& value) {
  return value ? short_count(*value) : "-";
}

/// The first of these that does not fit the terminal goes first; 0 stays.
struct TextColumn {
  std::string title;
  bool left = false;  // names; numbers stand to the right
  int goes = 0;       // the highest is the first to go
  std::vector<std::string> cells = {};

  std::size_t width() const {
    std::size_t widest = title.size();
    for (const std::string& cell : cells) widest = std::max(widest, cell.size());
    return widest;
  }
};
constexpr std::size_t kBetweenColumns = 2;
constexpr std::size_t kShortestName = 12;

std::vector<TextColumn> leaderboard_columns(const Rows& rows) {
  using Row = const LeaderboardRow&;
  std::vector<TextColumn> columns;
  const auto add = [&](const std::string& title, bool left, int goes, const auto& cell) {
    columns.push_back({title, left, goes});
    for (Row row : rows) columns.back().cells.push_back(cell(row));
  };
  add("rank", false, 2, [](Row row) { return fmt::format("{}", row.rank); });
  add("trial", false, 0, [](Row row) { return fmt::format("{}", row.trial); });
  add("architecture", true, 0, [](Row row) { return network_label(row); });
  add("lr", false, 4,
      [](Row row) { return row.learning_rate ? fmt::format("{:g}", *row.learning_rate) : "-"; });
  add("state", true, 3, [](Row row) { return study::to_string(row.state); });
  add("stage", false, 6, [](Row row) { return fmt::format("{}", row.stage); });
  add("epochs", false, 5, [](Row row) { return fmt::format("{}", row.epochs); });
  for (const search::Metric& metric : metrics_by_importance(rows)) {
    add("val " + metric.label, false, metric.goes,
        [&](Row row) { return number(row.metrics.find(metric.name), metric.digits); });
  }
  add("latency ms", false, 0, [](Row row) { return number(row.latency_ms, 2); });
  for (const std::string& target : other_targets(rows)) {
    add(printable(target) + " ms", false, 7,
        [&](Row row) { return number(latency_on(row, target), 2); });
  }
  add("params", false, 9, [](Row row) { return count(row.weight_count); });
  add("MACs", false, 10, [](Row row) { return count(row.macs); });
  add("size MB", false, 11, [](Row row) { return number(row.size_mb, 1); });
  add("fitness", false, 1, [](Row row) { return number(row.fitness, 4); });
  add("", true, 0, [](Row row) { return row.knee ? "* knee" : row.on_front ? "*" : ""; });
  return columns;
}

std::size_t width_of(const std::vector<TextColumn>& columns) {
  std::size_t sum = 0;
  for (const TextColumn& column : columns) sum += column.width() + kBetweenColumns;
  return sum - kBetweenColumns;
}

/// Leaves out columns, then shortens names, until the lines fit.
void fit(std::vector<TextColumn>& columns, std::size_t width) {
  while (width_of(columns) > width) {
    const auto next = std::ranges::max_element(columns, {}, &TextColumn::goes);
    if (next->goes == 0) break;
    columns.erase(next);
  }
  const std::size_t all = width_of(columns);
  if (all <= width) return;
  const auto names = std::ranges::find(columns, "architecture", &TextColumn::title);
  const std::size_t wide = names->width();
  const std::size_t most = std::max(kShortestName, wide - std::min(wide, all - width));
  for (std::string& cell : names->cells) {
    if (cell.size() > most) cell = cell.substr(0, most - 2) + "..";
  }
}

std::string lines_of(const std::vector<TextColumn>& columns, std::size_t rows) {
  std::string text;
  for (std::size_t line = 0; line <= rows; ++line) {
    std::string aligned;
    for (const TextColumn& column : columns) {
      const std::string& cell = line == 0 ? column.title : column.cells[line - 1];
      if (&column != &columns.front()) aligned += std::string(kBetweenColumns, ' ');
      aligned += column.left ? fmt::format("{:<{}}", cell, column.width())
                             : fmt::format("{:>{}}", cell, column.width());
    }
    aligned.erase(aligned.find_last_not_of(' ') + 1);
    text += aligned + "\n";
  }
  return text;
}

}  // namespace

std::string leaderboard_text(const Rows& rows, std::size_t max_rows, std::size_t width) {
  const std::size_t shown = std::min(rows.size(), max_rows);
  const Rows first(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown));
  auto columns = leaderboard_columns(first);
  fit(columns, width);
  std::string text = lines_of(columns, shown);
  if (shown < rows.size()) text += fmt::format("... and {} more\n", rows.size() - shown);
  if (std::ranges::any_of(first, &LeaderboardRow::on_front)) {
    text += "* no other trial is both faster and more accurate\n";
  }
  return text;
}

std::string weak_winner_text(const ReportSource& source, const Rows& rows) {
  constexpr double kFindsNothing = 0.005;  // where no constant answer is the baseline
  const LeaderboardRow* best = winner(rows);
  if (best == nullptr || !best->accuracy) return "";
  const bool one_face = source.fitness.task.name == search::Task{}.name;
  if (one_face && !source.mean_box_iou) return "";  // an older study
  if (*best->accuracy > (one_face ? *source.mean_box_iou : kFindsNothing)) return "";
  const std::string why =
      one_face ? fmt::format(
                     "is not above {:.4f}, which always answering with the mean of the "
                     "training boxes reaches",
                     *source.mean_box_iou)
               : "means that it finds hardly any face";
  return fmt::format(
      "The winner is no detector: its {} of {:.4f} {}. Check the labels with efs data check, or "
      "train longer.",
      source.fitness.task.accuracy_metric().label, *best->accuracy, why);
}

std::string states_text(const Totals& totals) {
  std::string text;
  for (const auto& [state, trials] : totals.states) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", trials, study::to_string(state));
  }
  return text.empty() ? "no trials yet" : text;
}

}  // namespace efs::report
