#include "report/leaderboard/choices.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/outside_text.h"
#include "core/text/shell_words.h"
#include "report/leaderboard/front.h"

namespace efs::report {
namespace {

using Candidates = std::vector<const LeaderboardRow*>;

double accuracy_of(const LeaderboardRow* row) { return *row->accuracy; }
double latency_of(const LeaderboardRow* row) { return *row->latency_ms; }

void add(std::vector<Choice>& chosen, const LeaderboardRow* row, const std::string& why) {
  const auto same = std::ranges::find(chosen, row, &Choice::row);
  if (same == chosen.end()) {
    chosen.push_back({row, why});
  } else {
    same->why += "; " + why;
  }
}

void add_most_accurate(const ReportSource& source, const Candidates& all,
                       std::vector<Choice>& chosen) {
  const double target_ms = source.fitness.target_latency_ms;
  const bool has_target = aims_at(source.fitness, "");
  Candidates within;
  std::ranges::copy_if(all, std::back_inserter(within), [&](const LeaderboardRow* row) {
    return !has_target || latency_of(row) <= target_ms;
  });
  if (within.empty()) return;
  add(chosen, *std::ranges::max_element(within, {}, accuracy_of),
      has_target ? fmt::format("the most accurate within {:g} ms", target_ms)
                 : "the most accurate");
}

void add_fastest(const Candidates& all, std::vector<Choice>& chosen) {
  const double best = accuracy_of(*std::ranges::max_element(all, {}, accuracy_of));
  Candidates near;
  std::ranges::copy_if(all, std::back_inserter(near), [&](const LeaderboardRow* row) {
    return accuracy_of(row) >= best - kNearTheBest;
  });
  add(chosen, *std::ranges::min_element(near, {}, latency_of),
      fmt::format("the fastest within {:g} of the most accurate", kNearTheBest));
}

}  // namespace

std::vector<Choice> choices(const ReportSource& source, const Rows& rows) {
  const LeaderboardRow* best = winner(rows);
  if (best == nullptr) return {};
  std::vector<Choice> chosen;
  add(chosen, best, "the best fitness");
  Candidates all;
  for (const LeaderboardRow& row : rows) {
    if (comparable(row)) all.push_back(&row);
  }
  if (all.empty()) return chosen;
  add_most_accurate(source, all, chosen);
  add_fastest(all, chosen);
  return chosen;
}

std::string export_command(const LeaderboardRow& row) {
  return fmt::format("efs export .:{}", row.trial);
}

std::string choices_text(const ReportSource& source, const Rows& rows, const std::string& study) {
  std::string text;
  const auto chosen = choices(source, rows);
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    const LeaderboardRow& row = *chosen[i].row;
    text += fmt::format("also    {}: {} {:.3f} in {:.2f} ms, {}\n        {}\n",
                        printable(trial_label(row)), source.fitness.task.accuracy_metric().label,
                        *row.accuracy, *row.latency_ms, chosen[i].why,
                        shell_line({"efs", "export", fmt::format("{}:{}", study, row.trial)}));
  }
  return text;
}

}  // namespace efs::report
