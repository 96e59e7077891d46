// Looking at a History again without looking at all of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "study/trial.h"

namespace efs::search {

/// Remembers how far it has read a History's journal.
class ChangedTrials {
 public:
  /// Calls `visit` for every trial that may have changed since the last call; where `history` is
  /// not the one of the last call, or has no journal, `begin_anew` first and then for all.
  template <typename BeginAnew, typename Visit>
  void visit(const study::History& history, BeginAnew begin_anew, Visit changed) {
    const bool goes_on =
        history.lineage != 0 && history.lineage == lineage_ && history.journal.size() >= seen_;
    if (goes_on) {
      for (; seen_ < history.journal.size(); ++seen_) {
        changed(history.trials[static_cast<std::size_t>(history.journal[seen_])]);
      }
      return;
    }
    begin_anew();
    for (const study::Trial& trial : history.trials) changed(trial);
    seen_ = history.journal.size();
    lineage_ = history.lineage;
  }

 private:
  std::uint64_t lineage_ = 0;
  std::size_t seen_ = 0;  // of the journal
};

}  // namespace efs::search
