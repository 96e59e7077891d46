#include "search/schedulers/progressive.h"

#include <algorithm>
#include <cmath>

#include "core/stats.h"

namespace efs::search {
namespace {

constexpr double kNoiseQuantile = 0.9;
/// The leaders decide whether to go on; all pairs of thousands would take longer than their training.
constexpr std::size_t kMostCompared = 32;

/// The first cost of a trial at each of its epochs up to `epochs`.
std::vector<double> curve_of(const study::Trial& trial, const Ladder& ladder, int epochs) {
  std::vector<double> curve;
  for (int epoch = 1; epoch <= std::min(epochs, trial.epochs_done()); ++epoch) {
    const auto costs = ladder.objectives().costs(trial, epoch);
    if (costs) curve.push_back(costs->front());
  }
  return curve;
}

/// Whether one leads, then the other, then the first again.
bool cross_twice(const std::vector<double>& a, const std::vector<double>& b) {
  int changes = 0;
  int leader = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const int leads = a[i] < b[i] ? -1 : a[i] > b[i] ? 1 : 0;
    if (leads == 0 || leads == leader) continue;
    if (leader != 0) ++changes;
    leader = leads;
  }
  return changes >= 2;
}

double noise_of(const std::vector<std::vector<double>>& curves) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    for (std::size_t j = i + 1; j < curves.size(); ++j) {
      if (curves[i].empty() || curves[j].empty() || !cross_twice(curves[i], curves[j])) continue;
      differences.push_back(std::abs(curves[i].back() - curves[j].back()));
    }
  }
  return differences.empty() ? 0.0 : quantile(differences, kNoiseQuantile);
}

bool ranked_alike(const study::History& history, const Ladder& ladder, std::size_t rung) {
  const std::vector<int> order = ladder.rung(rung).best(kMostCompared);
  std::vector<double> before;  // costs one rung before, in this order
  std::vector<std::vector<double>> curves;
  for (const int number : order) {
    const study::Trial& trial = history.trial(number);
    const auto costs = ladder.objectives().costs(trial, ladder.epochs(rung - 1));
    before.push_back(costs ? costs->front() : 0.0);
    curves.push_back(curve_of(trial, ladder, ladder.epochs(rung)));
  }
  std::vector<double> ranked = before;
  std::ranges::sort(ranked);
  const double noise = noise_of(curves);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::abs(before[i] - ranked[i]) > noise) return false;
  }
  return true;
}

}  // namespace

std::size_t highest_rung_so_far(const study::History& history, const Ladder& ladder) {
  const std::size_t last = ladder.rungs() - 1;
  const std::size_t reached = std::max<std::size_t>(2, ladder.highest_stage()) - 1;
  const std::size_t highest = std::min(last, reached);
  if (highest == last || highest == 0 || ladder.rung(highest).with_costs() < 2) return highest;
  return ranked_alike(history, ladder, highest) ? highest : highest + 1;
}

}  // namespace efs::search
