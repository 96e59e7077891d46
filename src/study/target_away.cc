#include "study/target_away.h"

#include <algorithm>

#include "study/notes.h"

namespace efs::study {

void tell_target(Storage& storage, const std::string& target, const std::string& why) {
  storage.set_note(note::kAway.of(target), why);
}

std::vector<std::string> targets_away(Storage& storage, const History& history,
                                      const std::vector<std::string>& targets) {
  const bool measures = std::ranges::any_of(
      history.trials, [](const Trial& trial) { return !trial.cost && !has_ended(trial.state); });
  if (!measures) return {};
  std::vector<std::string> away;
  for (const std::string& target : targets) {
    const std::string why = storage.note(note::kAway.of(target)).value_or("");
    if (!why.empty()) away.push_back((target.empty() ? "" : target + ": ") + why);
  }
  return away;
}

}  // namespace efs::study
