#include "search/rungs/bracket_log.h"

namespace efs::search {

std::optional<std::size_t> BracketLog::Entry::rung_through() const {
  for (std::size_t rung = 0; rung < rungs.size(); ++rung) {
    if (rungs[rung].busy > 0) return std::nullopt;  // those on higher rungs wait for it
    if (rungs[rung].paused > 0) return rung;
  }
  return std::nullopt;
}

BracketLog::BracketLog(std::vector<Bracket> loop, std::size_t rungs)
    : loop_(std::move(loop)), rungs_(rungs) {}

void BracketLog::follow(const study::History& history) {
  const auto begin_anew = [&] {
    entries_.clear();
    standing_.clear();
    through_.clear();
  };
  changed_trials_.visit(history, begin_anew, [&](const study::Trial& trial) { look_at(trial); });
}

void BracketLog::look_at(const study::Trial& trial) {
  const auto number = static_cast<std::size_t>(trial.number);
  if (number >= standing_.size()) {
    if (entries_.empty() || entries_.back().full()) {
      entries_.push_back({next(), number, 0, std::vector<Entry::Count>(rungs_)});
    }
    ++entries_.back().size;
    standing_.push_back({entries_.size() - 1});
  } else {
    count(standing_[number], -1);
  }
  Standing& standing = standing_[number];
  standing.rung = static_cast<std::size_t>(trial.stage - 1);
  standing.state = trial.state;
  count(standing, 1);
  if (entries_[standing.entry].rung_through()) {
    through_.insert(standing.entry);
  } else {
    through_.erase(standing.entry);
  }
}

void BracketLog::count(const Standing& standing, int by) {
  auto& count = entries_[standing.entry].rungs[standing.rung];
  if (study::is_under_way(standing.state)) count.busy += by;
  if (standing.state == study::TrialState::kPaused) count.paused += by;
}

}  // namespace efs::search
