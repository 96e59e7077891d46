// Which trials belong to which bracket, and which rungs are through. Private to the schedulers.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "search/rungs/changed_trials.h"
#include "study/trial.h"

namespace efs::search {

/// `trials` trials with consecutive numbers, which begin at `first_rung`.
struct Bracket {
  std::size_t first_rung = 0;
  std::size_t trials = 0;
};

/// Keeps counts, so that a decision need not look at every trial.
class BracketLog {
 public:
  struct Entry {
    Bracket bracket;
    std::size_t begin = 0;  // its first trial
    std::size_t size = 0;   // how many have begun
    struct Count {
      int busy = 0;  // queued or running
      int paused = 0;
    };
    std::vector<Count> rungs;

    bool full() const { return size == bracket.trials; }
    /// The lowest rung with paused trials, unless it or a lower one has busy trials.
    std::optional<std::size_t> rung_through() const;
  };

  /// Brackets follow each other as in `loop`, which repeats.
  BracketLog(std::vector<Bracket> loop, std::size_t rungs);

  void follow(const study::History& history);

  const std::vector<Entry>& entries() const { return entries_; }
  /// Indices of entries that have a rung_through(), ascending.
  const std::set<std::size_t>& through() const { return through_; }
  /// The bracket that comes after the entries.
  const Bracket& next() const { return loop_[entries_.size() % loop_.size()]; }

 private:
  struct Standing {
    std::size_t entry = 0;
    std::size_t rung = 0;
    study::TrialState state = study::TrialState::kQueued;
  };
  void look_at(const study::Trial& trial);
  /// `by`: 1 or -1.
  void count(const Standing& standing, int by);

  std::vector<Bracket> loop_;
  std::size_t rungs_;
  ChangedTrials changed_trials_;
  std::vector<Entry> entries_;
  std::vector<Standing> standing_;  // by trial
  std::set<std::size_t> through_;
};

}  // namespace efs::search
