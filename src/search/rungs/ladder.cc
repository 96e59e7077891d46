#include "search/rungs/ladder.h"

#include <algorithm>

namespace efs::search {
namespace {

constexpr std::size_t kStates = static_cast<std::size_t>(study::TrialState::kFailed) + 1;

std::size_t index_of(study::TrialState state) { return static_cast<std::size_t>(state); }

/// It was on a rung and has been promoted since: a plateau may have ended its training before the
/// rung's epochs.
bool was_promoted_from(const study::Trial& trial, std::size_t rung) {
  const int stage = static_cast<int>(rung) + 1;
  return trial.stage > stage && !trial.epochs.empty() && trial.epochs.front().stage <= stage;
}

/// Adds a number to sorted ones, or removes it. Numbers come and go nearly in order.
void keep_sorted(std::vector<int>& numbers, int number, bool in) {
  const auto place = std::ranges::lower_bound(numbers, number);
  const bool there = place != numbers.end() && *place == number;
  if (in && !there) numbers.insert(place, number);
  if (!in && there) numbers.erase(place);
}

}  // namespace

std::string text_of(const study::Params& point) {
  std::string text;
  for (const auto& [name, value] : point) text += name + "=" + study::to_string(value) + "\n";
  return text;
}

Ladder::Ladder(std::vector<int> epochs, const FitnessOptions& fitness,
               std::vector<study::Trial> prior)
    : epochs_(std::move(epochs)), objectives_(fitness), prior_(std::move(prior)) {
  begin_anew();
}

void Ladder::begin_anew() {
  rungs_.clear();
  for (std::size_t i = 0; i < epochs_.size(); ++i) rungs_.push_back(make_rung(objectives_.size()));
  standing_.clear();
  states_.assign(kStates, 0);
  points_.clear();
  finished_.clear();
  pending_.clear();
  fruitless_.clear();
  highest_stage_ = 0;
  with_costs_.clear();
  prior_reached_.assign(prior_.size(), 0);
  for (std::size_t i = 0; i < prior_.size(); ++i) {
    climb(prior_[i], -static_cast<int>(i) - 1, prior_reached_[i]);
  }
}

void Ladder::follow(const study::History& history) {
  changed_trials_.visit(
      history, [&] { begin_anew(); }, [&](const study::Trial& trial) { look_at(trial); });
}

bool Ladder::has_reached(const study::Trial& trial, std::size_t rung) const {
  if (trial.epochs_done() >= epochs_[rung]) return true;
  const bool through = !study::is_under_way(trial.state) && !study::is_fruitless(trial.state);
  return through && trial.target_epoch >= epochs_[rung];
}

void Ladder::climb(const study::Trial& trial, int number, std::size_t& reached) {
  const bool own = number >= 0;  // what stages other studies had is not known
  while (reached < rungs_.size() &&
         (has_reached(trial, reached) || (own && was_promoted_from(trial, reached)))) {
    const auto costs = objectives_.costs(trial, epochs_[reached]);
    if (costs) {
      rungs_[reached]->add(number, *costs);
      if (reached == 0) keep_sorted(with_costs_, number, true);
    } else {
      rungs_[reached]->add_worst();
    }
    ++reached;
  }
}

void Ladder::look_at(const study::Trial& trial) {
  const auto number = static_cast<std::size_t>(trial.number);
  if (number >= standing_.size()) {
    standing_.resize(number + 1);
    ++states_[index_of(study::TrialState::kQueued)];
    points_.insert(text_of(trial.params));
  }
  highest_stage_ = std::max(highest_stage_, static_cast<std::size_t>(trial.stage));
  Standing& standing = standing_[number];
  --states_[index_of(standing.state)];
  ++states_[index_of(trial.state)];
  const bool ends = study::has_ended(trial.state) && !study::has_ended(standing.state);
  standing.state = trial.state;

  if (standing.reached > 0) rungs_[standing.reached - 1]->set_waiting(trial.number, false);
  climb(trial, trial.number, standing.reached);
  if (ends && trial.state == study::TrialState::kDiverged && standing.reached < rungs_.size()) {
    rungs_[standing.reached]->add_worst();
  }
  keep_sorted(fruitless_, trial.number, study::is_fruitless(trial.state));
  const bool paused = trial.state == study::TrialState::kPaused;
  if (paused && standing.reached > 0 && static_cast<std::size_t>(trial.stage) == standing.reached) {
    rungs_[standing.reached - 1]->set_waiting(trial.number, true);
  }
  if (paused && standing.reached == rungs_.size()) {
    finished_.insert(trial.number);
  } else {
    finished_.erase(trial.number);
  }
  keep_sorted(pending_, trial.number, standing.reached == 0 && !study::has_ended(trial.state));
}

std::vector<int> Ladder::best(std::size_t count) const {
  std::vector<int> trials;
  std::set<int> taken;
  for (auto rung = rungs_.rbegin(); rung != rungs_.rend() && trials.size() < count; ++rung) {
    // A member of a higher rung is one of this rung too.
    for (const int trial : (*rung)->best(count)) {
      if (trials.size() < count && taken.insert(trial).second) trials.push_back(trial);
    }
  }
  return trials;
}

std::size_t Ladder::reached(int number) const {
  return number >= 0 ? standing_[static_cast<std::size_t>(number)].reached
                     : prior_reached_[static_cast<std::size_t>(-number - 1)];
}

std::size_t Ladder::in_state(study::TrialState state) const { return states_[index_of(state)]; }

}  // namespace efs::search
