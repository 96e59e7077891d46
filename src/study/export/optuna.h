// A study as an Optuna storage: an SQLite file with the schema of Optuna 3.1 (RDB schema version
// 12, migration v3.0.0.d), which later versions upgrade (`optuna storage upgrade`).
// https://github.com/optuna/optuna/blob/v3.1.0/optuna/storages/_rdb/models.py
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/text/json.h"
#include "study/storage.h"

namespace efs::study {

/// What Optuna needs beside a study's database.
struct OptunaView {
  bool maximize = true;
  std::string accuracy;  // the metric whose values by epoch are the intermediate ones
  /// Parameter -> all values that a trial can have: a CategoricalDistribution. Other values that
  /// trials have are added.
  std::map<std::string, std::vector<ParamValue>> choices;
  /// Parameter -> its range, instead of choices: a FloatDistribution or an IntDistribution.
  std::map<std::string, Range> ranges = {};
  /// Trial -> the objective's value; nothing where it has none.
  std::function<std::optional<double>(const Trial&)> value;
  /// Trial -> its user attributes.
  std::function<std::map<std::string, Json>(const Trial&)> attributes;
};

/// Writes `path`, which must not exist; a failure leaves nothing. Intermediate values are the
/// accuracies of the run that counts, step = epoch. States: completed and stopped trials with a
/// value are COMPLETE; without one, and infeasible, diverged or failed, FAIL; queued is WAITING,
/// running and paused are RUNNING. A trial begins with its first epoch (times as in
/// Trial::finish_times_s()), and ends with its last one or its last sign of life, whichever is
/// later.
void write_optuna(const std::string& path, const Snapshot& snapshot, const OptunaView& view);

}  // namespace efs::study
