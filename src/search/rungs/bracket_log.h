// Which trials belong to which bracket, and where a rung is through. Private to the schedulers.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "search/rungs/changed_trials.h"
#include "study/trial.h"

namespace efs::search {

/// `trials` of them begin at `first_rung`. Its trials have consecutive numbers.
struct Bracket {
  std::size_t first_rung = 0;
  std::size_t trials = 0;
};

/// Counts, so that a decision need not look at every trial.
class BracketLog {
 public:
  struct Entry {
    Bracket bracket;
    std::size_t begin = 0;  // its first trial
    std::size_t size = 0;   // how many have begun
    struct Count {
      std::size_t busy = 0;  // queued or running
      std::size_t paused = 0;
    };
    std::vector<Count> rungs;

    bool full() const { return size == bracket.trials; }
    /// The lowest rung that has anybody who goes on, if all of them are through.
    std::optional<std::size_t> rung_through() const;
  };

  /// Brackets follow each other as in `loop`, again and again.
  BracketLog(std::vector<Bracket> loop, std::size_t rungs);

  void follow(const study::History& history);

  const std::vector<Entry>& entries() const { return entries_; }
  /// Those that have a rung_through(), ascending.
  const std::set<std::size_t>& through() const { return through_; }
  /// What comes after them.
  const Bracket& next() const { return loop_[entries_.size() % loop_.size()]; }

 private:
  struct Standing {
    std::size_t entry = 0;
    std::size_t rung = 0;
    study::TrialState state = study::TrialState::kQueued;
  };
  void begin_anew();
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
