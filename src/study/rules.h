// How a trial changes: the part of Storage's contract that does not depend on where it is stored.
#pragma once

#include <cstdint>
#include <string>

#include "study/storage.h"
#include "study/trial.h"

namespace efs::study::rules {

Trial created(const CreateTrial& action, int number, std::uint64_t study_seed);
/// Error: it is not paused.
void promote(Trial& trial, const PromoteTrial& action);
/// Error: it has ended, or `action.state` is no end.
void end(Trial& trial, const EndTrial& action);

void claim(Trial& trial, const std::string& worker);

/// Error unless `worker` runs it now. What the four below ask first.
void require_held(const Trial& trial, const std::string& worker);
void release(Trial& trial, const std::string& worker);
void pause(Trial& trial, const std::string& worker);
/// Error: `state` is not kInfeasible, kDiverged or kFailed.
void finish(Trial& trial, const std::string& worker, TrialState state, const std::string& reason);

}  // namespace efs::study::rules
