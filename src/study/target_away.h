// Targets that cannot be reached, noted in the study.
#pragma once

#include <string>
#include <vector>

#include "study/storage.h"

namespace efs::study {

/// `why` says what is wrong with the target (whose name may be empty); empty: it is back.
void tell_target(Storage& storage, const std::string& target, const std::string& why);

/// What is wrong with these targets: "nano: the agent at ... cannot be reached". None is away where
/// every trial that goes on has been measured: a worker that finds its target away may have nothing
/// to measure there when it is back, and then does not tell.
std::vector<std::string> targets_away(Storage& storage, const History& history,
                                      const std::vector<std::string>& targets);

}  // namespace efs::study
