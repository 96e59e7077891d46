#include "report/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/markup.h"

namespace efs::report {
namespace {

constexpr std::ptrdiff_t kBehindLatency = 5;  // columns of the leaderboard

std::string number(const std::optional<double>& value, int decimals) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::string count(const std::optional<std::int64_t>& value) {
  return value ? short_count(*value) : "-";
}

/// Columns as wide as their widest cell; the first `left` columns are names, the others numbers.
std::string align(const std::vector<std::vector<std::string>>& lines,
                  const std::vector<bool>& left) {
  std::vector<std::size_t> widths(left.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const auto& line : lines) {
    std::string aligned;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i > 0) aligned += "  ";
      aligned += left[i] ? fmt::format("{:<{}}", line[i], widths[i])
                         : fmt::format("{:>{}}", line[i], widths[i]);
    }
    aligned.erase(aligned.find_last_not_of(' ') + 1);
    text += aligned + "\n";
  }
  return text;
}

}  // namespace

std::string leaderboard_text(const std::vector<LeaderboardRow>& rows, std::size_t max_rows) {
  std::vector<std::vector<std::string>> lines{
      {"rank", "trial", "architecture", "lr", "state", "stage", "epochs", "val IoU", "val loss",
       "latency ms", "params", "MACs", "size MB", "fitness", ""}};
  std::vector<bool> left{false, false, true,  false, true,  false, false, false,
                         false, false, false, false, false, false, true};
  const auto targets = other_targets(rows);
  for (const std::string& target : targets) {
    lines.front().insert(lines.front().end() - kBehindLatency, target + " ms");
    left.insert(left.end() - kBehindLatency, false);
  }
  const std::size_t shown = std::min(rows.size(), max_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const LeaderboardRow& row = rows[i];
    lines.push_back({fmt::format("{}", row.rank), fmt::format("{}", row.trial), network_label(row),
                     row.learning_rate ? fmt::format("{:g}", *row.learning_rate) : "-",
                     study::to_string(row.state), fmt::format("{}", row.stage),
                     fmt::format("{}", row.epochs), number(row.val_iou, 4), number(row.val_loss, 3),
                     number(row.latency_ms, 2), count(row.params), count(row.macs),
                     number(row.size_mb, 1), number(row.fitness, 4),
                     row.knee       ? "* knee"
                     : row.on_front ? "*"
                                    : ""});
    for (const std::string& target : targets) {
      lines.back().insert(lines.back().end() - kBehindLatency, number(latency_on(row, target), 2));
    }
  }
  std::string text = align(lines, left);
  if (shown < rows.size()) text += fmt::format("... and {} more\n", rows.size() - shown);
  if (std::any_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown),
                  [](const LeaderboardRow& row) { return row.on_front; })) {
    text += "* no other trial is both faster and more accurate\n";
  }
  return text;
}

std::string weak_winner_text(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  const LeaderboardRow* best = winner(rows);
  if (best == nullptr || !best->val_iou || !source.mean_box_iou) return "";
  if (*best->val_iou > *source.mean_box_iou) return "";
  return fmt::format(
      "The winner is no detector: its IoU of {:.4f} is not above {:.4f}, which always answering "
      "with the mean of the training boxes reaches. Check the labels with efs data check, or train "
      "longer.",
      *best->val_iou, *source.mean_box_iou);
}

std::string states_text(const Totals& totals) {
  std::string text;
  for (const StateCount& count : totals.states) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", count.trials, study::to_string(count.state));
  }
  return text.empty() ? "no trials yet" : text;
}

}  // namespace efs::report
