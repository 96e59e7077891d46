// Reading only what has changed in a History.
#pragma once

#include <cstddef>
#include <cstdint>

#include "study/trial.h"

namespace efs::search {

/// Remembers how far it has read a History's journal.
class ChangedTrials {
 public:
  /// Calls `visit` with every trial that may have changed since the last call. If `history` is not
  /// the one of the last call, or has no journal, calls `begin_anew` first and then visits all.
  template <typename BeginAnew, typename Visit>
  void visit(const study::History& history, BeginAnew begin_anew, Visit visit) {
    if (history.lineage != 0 && history.lineage == lineage_ && history.journal.size() >= seen_) {
      for (; seen_ < history.journal.size(); ++seen_) {
        visit(history.trial(history.journal[seen_]));
      }
      return;
    }
    begin_anew();
    for (const study::Trial& trial : history.trials) visit(trial);
    seen_ = history.journal.size();
    lineage_ = history.lineage;
  }

 private:
  std::uint64_t lineage_ = 0;
  std::size_t seen_ = 0;  // of the journal
};

}  // namespace efs::search
