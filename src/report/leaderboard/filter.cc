#include "report/leaderboard/filter.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/text/parse_number.h"
#include "core/text/spelling.h"

namespace efs::report {
namespace {

struct NumberField {
  const char* name;
  std::optional<double> (*value)(const LeaderboardRow& row);
};

template <typename T>
std::optional<double> real(const std::optional<T>& value) {
  return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
}

constexpr NumberField kNumbers[] = {
    {"rank", [](const LeaderboardRow& row) { return real<int>(row.rank); }},
    {"trial", [](const LeaderboardRow& row) { return real<int>(row.trial); }},
    {"stage", [](const LeaderboardRow& row) { return real<int>(row.stage); }},
    {"epochs", [](const LeaderboardRow& row) { return real<int>(row.epochs); }},
    {"learning_rate", [](const LeaderboardRow& row) { return row.learning_rate; }},
    {"fitness", [](const LeaderboardRow& row) { return row.fitness; }},
    {"latency_ms", [](const LeaderboardRow& row) { return row.latency_ms; }},
    {"params", [](const LeaderboardRow& row) { return real(row.weight_count); }},
    {"macs", [](const LeaderboardRow& row) { return real(row.macs); }},
    {"size_mb", [](const LeaderboardRow& row) { return row.size_mb; }},
};

std::optional<double> number_of(const LeaderboardRow& row, const std::string& name) {
  for (const NumberField& field : kNumbers) {
    if (name == field.name) return field.value(row);
  }
  if (const auto choice = row.choices.find(name); choice != row.choices.end()) {
    return parse_number<double>(choice->second);
  }
  return row.metrics.find(name);
}

/// What stands in the table for it; empty where that is nothing.
std::string text_of(const LeaderboardRow& row, const std::string& name) {
  if (name.empty()) return trial_label(row);
  if (name == "state") return study::to_string(row.state);
  if (name == "architecture") return row.architecture;
  if (const auto choice = row.choices.find(name); choice != row.choices.end()) {
    return choice->second;
  }
  const auto number = number_of(row, name);
  return number ? fmt::format("{:g}", *number) : "";
}

std::vector<std::string> names_in(const Rows& rows) {
  std::set<std::string> names{"state", "architecture"};
  for (const NumberField& field : kNumbers) names.insert(field.name);
  for (const LeaderboardRow& row : rows) {
    for (const auto& choice : row.choices) names.insert(choice.first);
    for (const auto& metric : row.metrics) names.insert(metric.first);
  }
  return {names.begin(), names.end()};
}

/// '*' in `pattern` stands for any text.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t at = 0, in = 0, star = std::string_view::npos, from = 0;
  while (at < text.size()) {
    if (in < pattern.size() && pattern[in] == '*') {
      star = in++;
      from = at;
    } else if (in < pattern.size() && pattern[in] == text[at]) {
      ++in, ++at;
    } else if (star != std::string_view::npos) {
      in = star + 1;
      at = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in) == std::string_view::npos;
}

bool holds(double value, const std::string& sign, double limit) {
  if (sign == "<") return value < limit;
  if (sign == "<=") return value <= limit;
  return sign == ">" ? value > limit : value >= limit;
}

}  // namespace

RowFilter::RowFilter(const std::string& text, const Rows& rows) {
  std::istringstream words(text);
  const auto names =
      text.find_first_of("=<>") == std::string::npos ? std::vector<std::string>{} : names_in(rows);
  for (std::string word; words >> word;) conditions_.push_back(parse(word, names));
}

RowFilter::Condition RowFilter::parse(const std::string& word,
                                      const std::vector<std::string>& names) {
  const std::size_t at = word.find_first_of("=<>!");
  if (at == std::string::npos || at == 0) return {.name = {}, .sign = {}, .text = word};
  const bool two = at + 1 < word.size() && word[at + 1] == '=' && word[at] != '=';
  Condition condition{.name = word.substr(0, at),
                      .sign = word.substr(at, two ? 2 : 1),
                      .text = word.substr(at + (two ? 2 : 1))};
  if (condition.sign == "!") return {.name = {}, .sign = {}, .text = word};
  if (std::ranges::count(names, condition.name) == 0) {
    fail_usage("filter: {}", unknown_name_message("name", condition.name, names));
  }
  if (condition.sign != "=" && condition.sign != "!=") {
    const auto number = parse_number<double>(condition.text);
    if (!number || std::isnan(*number)) {
      fail_usage("filter: '{}' compares with a number, as in {}{}0.5", word, condition.name,
                 condition.sign);
    }
    condition.number = *number;
  }
  return condition;
}

bool RowFilter::matches(const LeaderboardRow& row) const {
  return std::ranges::all_of(conditions_, [&](const Condition& one) {
    const std::string text = text_of(row, one.name);
    if (one.sign.empty()) return text.find(one.text) != std::string::npos;
    const auto number = number_of(row, one.name);
    if (one.sign == "=" || one.sign == "!=") {
      const auto wanted = parse_number<double>(one.text);
      const bool same = number && wanted ? *number == *wanted : is_like(text, one.text);
      return same == (one.sign == "=");
    }
    return number && holds(*number, one.sign, one.number);
  });
}

ReportSource only(const ReportSource& source, const Rows& rows) {
  std::set<int> wanted;
  for (const LeaderboardRow& row : rows) wanted.insert(row.trial);
  ReportSource some = source;
  std::erase_if(some.history.trials,
                [&](const study::Trial& trial) { return !wanted.contains(trial.number); });
  some.history.journal.clear();
  some.history.lineage = 0;
  return some;
}

}  // namespace efs::report
