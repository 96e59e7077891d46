// How a trial changes: the part of Storage's contract that does not depend on where it is stored.
#pragma once

#include <cstdint>
#include <string>

#include "study/storage.h"
#include "study/trial.h"

namespace efs::study::rules {

Trial created(const CreateTrial& action, int number, std::uint64_t study_seed);
/// Error: it is neither paused nor, with `restart`, completed.
void promote(Trial& trial, const PromoteTrial& action);
/// Error: it has ended, or `action.state` is no end.
void end(Trial& trial, const EndTrial& action);
/// What it has lost and run out of is forgiven; a batch that was halved stays so where epochs were
/// trained with it. Error: it has not failed.
void retry(Trial& trial);

void claim(Trial& trial, const std::string& worker, double now_s, double lease_s);
void renew(Trial& trial, const Lease& lease, double now_s, double lease_s);
/// The worker of a running trial has not been heard of until `now_s`.
bool has_fallen_silent(const Trial& trial, double now_s);
void take_back_silent(Trial& trial, double now_s);

/// LeaseLost unless the trial runs under this lease. What the functions below ask first.
void require_held(const Trial& trial, const Lease& lease);
void release(Trial& trial, const Lease& lease);
void take_back(Trial& trial, const Lease& lease, WorkerLoss loss, const std::string& reason);
void pause(Trial& trial, const Lease& lease);
/// Error: `state` is not kInfeasible, kDiverged or kFailed.
void finish(Trial& trial, const Lease& lease, TrialState state, const std::string& reason);
void reported_cost(Trial& trial, const Lease& lease, const TrialCost& cost);
/// What a reported epoch changes in its trial, and the record to keep: it knows when and by whom.
EpochRecord reported_epoch(Trial& trial, const Lease& lease, EpochRecord record, double now_s);

}  // namespace efs::study::rules
