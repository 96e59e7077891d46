// Trials as rows: what SqlStorage reads and writes within a transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "study/storage.h"
#include "study/trial.h"

namespace soci {
class session;
}

namespace efs::study::rows {

void insert_study(soci::session& sql, const StudyInfo& info);
StudyInfo select_study(soci::session& sql);

/// Trials first..last with everything that belongs to them, by number.
std::vector<Trial> select_trials(soci::session& sql, int first, int last);
/// The trials that are no longer as `known` has them, whole and by number. `known` are the first
/// trials of this study as they once were; empty: read all. Error: there are fewer now.
std::vector<Trial> select_changed_trials(soci::session& sql, const std::vector<Trial>& known);
/// One trial without its epochs and latencies, to be changed in this transaction; `row_lock` ends
/// the query. Error: there is none.
Trial lock_trial(soci::session& sql, int number, const std::string& row_lock);

/// The trial and its parameters.
void insert_trial(soci::session& sql, const Trial& trial);
/// All fields except number, seed, parameters, latencies and epochs.
void update_trial(soci::session& sql, const Trial& trial);

/// Replaces the stored latencies of the trial.
void put_latencies(soci::session& sql, const Trial& trial);
/// Replaces the record of the same stage and epoch, its metrics included.
void put_epoch(soci::session& sql, int number, const EpochRecord& record);

std::map<std::string, std::string> select_notes(soci::session& sql);
/// Replaces the note of the same name.
void put_note(soci::session& sql, const std::string& name, const std::string& value);

}  // namespace efs::study::rows
