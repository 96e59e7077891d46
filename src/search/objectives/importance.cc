#include "search/objectives/importance.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "core/stats.h"

namespace efs::search {
namespace {

/// The share of trials that count as the best (gamma in the paper).
constexpr double kTopQuantile = 0.1;
/// But at least this many: a density of two or three trials says nothing. Trials as good as the
/// last of them count too.
constexpr double kLeastTop = 4.0;
/// A parameter that fewer trials have is left out.
constexpr int kLeastTrials = 8;
constexpr std::size_t kFewValues = 12;
constexpr std::size_t kCells = 50;
constexpr double kLogarithmicSpan = 20.0;
/// The least width of a kernel, in cells: 90 % of it stays in its own cell.
constexpr double kNarrowestSigma = 0.5 / 1.64;

/// A parameter of some trials, as numbers of cells.
struct Column {
  std::vector<std::size_t> cells;  // one a trial that has it
  std::vector<bool> top;           // whether the trial is among the best
  std::size_t cell_count = 0;
  bool ordered = false;  // numbers: neighbouring cells are alike
};

template <typename T>
void place_by_rank(const std::vector<T>& values, Column& column) {
  const std::set<T> distinct(values.begin(), values.end());
  for (const T& value : values) {
    const auto rank = std::distance(distinct.begin(), distinct.find(value));
    column.cells.push_back(static_cast<std::size_t>(rank));
  }
  column.cell_count = distinct.size();
}

void place_by_range(std::vector<double> values, Column& column) {
  auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low > 0.0 && *high > kLogarithmicSpan * *low) {
    for (double& value : values) value = std::log(value);
  }
  const double first = *low;
  const double width = (*high - first) / (kCells - 1);
  for (const double value : values) {
    column.cells.push_back(static_cast<std::size_t>(std::lround((value - first) / width)));
  }
  column.cell_count = kCells;
}

Column column_of(const std::string& name, const std::vector<const Observation*>& trials,
                 double worst_of_top) {
  Column column;
  std::vector<std::string> names;
  std::vector<double> numbers;
  for (const Observation* trial : trials) {
    const auto found = trial->params.find(name);
    if (found == trial->params.end()) continue;
    column.top.push_back(trial->cost <= worst_of_top);
    names.push_back(study::to_string(found->second));
    if (const auto number = study::number_of(found->second)) numbers.push_back(*number);
  }
  column.ordered = numbers.size() == names.size();
  if (!column.ordered) {
    place_by_rank(names, column);
  } else if (std::set<double>(numbers.begin(), numbers.end()).size() <= kFewValues) {
    place_by_rank(numbers, column);
  } else {
    place_by_range(numbers, column);
  }
  return column;
}

/// The cost of the worst trial that is among the best.
double cutoff(std::vector<double> costs) {
  const double share = kTopQuantile * static_cast<double>(costs.size());
  const auto wanted = static_cast<std::size_t>(std::max(std::ceil(share - 1e-9), kLeastTop));
  const std::size_t last = std::min(wanted, costs.size()) - 1;
  std::nth_element(costs.begin(), costs.begin() + static_cast<std::ptrdiff_t>(last), costs.end());
  return costs[last];
}

/// Scott's rule (1992), with the interquartile range where that is narrower, in cells.
double bandwidth(const std::vector<double>& counts, double trials) {
  double mean = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) mean += static_cast<double>(i) * counts[i];
  mean /= trials;
  double squares = 0.0, seen = 0.0;
  double quartile_1 = -1.0, quartile_3 = -1.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto cell = static_cast<double>(i);
    squares += counts[i] * (cell - mean) * (cell - mean);
    seen += counts[i];
    if (quartile_1 < 0.0 && seen >= 0.25 * trials) quartile_1 = cell;
    if (quartile_3 < 0.0 && seen >= 0.75 * trials) quartile_3 = cell;
  }
  const double deviation = std::sqrt(squares / std::max(1.0, trials - 1.0));
  const double spread = std::min(deviation, (quartile_3 - quartile_1) / 1.34);
  return std::max(kNarrowestSigma, 1.059 * spread * std::pow(trials, -0.2));
}

/// A normal distribution around `centre`, cut off at the ends of the cells.
std::vector<double> kernel(std::size_t centre, double sigma, std::size_t cells) {
  std::vector<double> mass(cells);
  double total = 0.0;
  for (std::size_t i = 0; i < cells; ++i) {
    const double offset = static_cast<double>(i) - static_cast<double>(centre);
    mass[i] = normal_cdf((offset + 0.5) / sigma) - normal_cdf((offset - 0.5) / sigma);
    total += mass[i];
  }
  for (double& value : mass) value /= total;
  return mass;
}

/// A kernel for each trial, and a uniform one, so that no cell is impossible.
std::vector<double> density(const std::vector<double>& counts, bool ordered) {
  const double trials = std::accumulate(counts.begin(), counts.end(), 0.0);
  std::vector<double> result(counts.size(), 1.0 / static_cast<double>(counts.size()));
  // A name stays in its own cell.
  const double sigma = ordered ? bandwidth(counts, trials) : 1e-9;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0.0) continue;
    const std::vector<double> spread = kernel(i, sigma, counts.size());
    for (std::size_t k = 0; k < counts.size(); ++k) result[k] += counts[i] * spread[k];
  }
  for (double& value : result) value /= trials + 1.0;
  return result;
}

/// Pearson divergence of the best trials' density from that of all; 0 without any of the best.
double divergence(const Column& column) {
  std::vector<double> of_top(column.cell_count, 0.0);
  std::vector<double> of_all(column.cell_count, 0.0);
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    of_all[column.cells[i]] += 1.0;
    if (column.top[i]) of_top[column.cells[i]] += 1.0;
  }
  if (of_top == of_all) return 0.0;
  const std::vector<double> top = density(of_top, column.ordered);
  const std::vector<double> all = density(of_all, column.ordered);
  double sum = 0.0;
  for (std::size_t i = 0; i < top.size(); ++i) {
    sum += (top[i] - all[i]) * (top[i] - all[i]) / all[i];
  }
  return sum;
}

/// Variance of "is among the best" over the values of a parameter, in units of the squared share of
/// the best: for one that all trials have, the divergence itself.
double explained(const Column& column, const Importance& all) {
  const auto trials = static_cast<double>(column.cells.size());
  const auto top = static_cast<double>(std::ranges::count(column.top, true));
  if (top == 0.0) return 0.0;
  const double frequency = trials / all.trials;
  const double odds = (top / trials) / (static_cast<double>(all.top) / all.trials);
  return frequency * odds * odds * divergence(column);
}

}  // namespace

Importance parameter_importance(const std::vector<Observation>& observations) {
  std::vector<const Observation*> trials;
  std::set<std::string> names;
  std::vector<double> costs;
  for (const Observation& observation : observations) {
    if (!std::isfinite(observation.cost)) continue;
    trials.push_back(&observation);
    costs.push_back(observation.cost);
    for (const auto& parameter : observation.params) names.insert(parameter.first);
  }
  Importance result{.trials = static_cast<int>(trials.size()), .top = 0, .shares = {}};
  if (result.trials < kLeastTrials) return result;
  const double worst_of_top = cutoff(costs);
  result.top = static_cast<int>(
      std::ranges::count_if(costs, [&](double cost) { return cost <= worst_of_top; }));
  double sum = 0.0;
  for (const std::string& name : names) {
    const Column column = column_of(name, trials, worst_of_top);
    if (column.cell_count < 2 || std::ssize(column.cells) < kLeastTrials) continue;
    result.shares.push_back({name, explained(column, result)});
    sum += result.shares.back().share;
  }
  if (!(sum > 0.0)) {
    result.shares.clear();
    return result;
  }
  for (ParameterImportance& parameter : result.shares) parameter.share /= sum;
  std::ranges::stable_sort(result.shares, std::greater<>(), &ParameterImportance::share);
  return result;
}

}  // namespace efs::search
