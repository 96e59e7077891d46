// How a trial changes: the part of Storage's contract that does not depend on where it is stored.
#pragma once

#include <cstdint>
#include <string>

#include "study/storage.h"
#include "study/trial.h"

namespace efs::study::rules {

/// Whether a trial that was read without its parameters, latencies and epochs is still the one that
/// `known` is in whole: each of the changes below shows in the rest.
bool is_unchanged(const Trial& row, const Trial& known);
/// Puts changed and new trials into a History that grows in place.
void take_changes(History& history, std::vector<Trial> changed);

Trial created(const CreateTrial& action, int number, std::uint64_t study_seed);
/// Error: it is neither paused nor, with `restart`, completed.
void apply(Trial& trial, const PromoteTrial& action);
/// Error: it has ended, or `action.state` is no end.
void apply(Trial& trial, const EndTrial& action);
/// Forgets the workers that it lost, and a halved batch unless epochs were trained with it. Error:
/// it has not failed.
void apply(Trial& trial, const RetryTrial& action);

void claim(Trial& trial, const std::string& worker, double now_s, double lease_s);
void renew(Trial& trial, const Lease& lease, double now_s, double lease_s);
/// It runs, and its lease has ended by `now_s`.
bool has_fallen_silent(const Trial& trial, double now_s);
/// For a trial that has fallen silent.
void take_back_silent(Trial& trial, double now_s);

/// LeaseLost unless the trial runs under this lease; all functions below call it.
void require_held(const Trial& trial, const Lease& lease);
void release(Trial& trial, const Lease& lease);
void take_back(Trial& trial, const Lease& lease, WorkerLoss loss, const std::string& reason);
void pause(Trial& trial, const Lease& lease);
/// Error: `state` is not kInfeasible, kDiverged or kFailed.
void finish(Trial& trial, const Lease& lease, TrialState state, const std::string& reason);
void reported_cost(Trial& trial, const Lease& lease, const TrialCost& cost);
/// Changes the trial, and returns the record to keep, with its time and its worker.
EpochRecord reported_epoch(Trial& trial, const Lease& lease, EpochRecord record, double now_s);

}  // namespace efs::study::rules
