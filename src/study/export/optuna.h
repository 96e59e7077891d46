// A study as Optuna keeps one: an SQLite file with the schema of Optuna 3.1 (RDB schema version 12,
// migration v3.0.0.d), which later versions upgrade (`optuna storage upgrade`).
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

/// A FloatDistribution, or an IntDistribution.
struct NumericRange {
  double low = 0.0;
  double high = 0.0;
  double step = 0.0;  // 0: none (of integers: 1)
  bool logarithmic = false;
  bool integer = false;
};

/// What Optuna wants to know and a study's database does not.
struct OptunaView {
  bool maximize = true;
  std::string accuracy;  // the metric whose values by epoch are the intermediate ones
  /// Parameter -> all values that a trial can have: a CategoricalDistribution. Values that trials
  /// have and are missing here are added.
  std::map<std::string, std::vector<ParamValue>> choices;
  /// Parameter -> its range, in the place of choices.
  std::map<std::string, NumericRange> ranges = {};
  /// Trial -> the objective's value; nothing where it has none.
  std::function<std::optional<double>(const Trial&)> value;
  /// Trial -> its user attributes.
  std::function<std::map<std::string, Json>(const Trial&)> attributes;
};

/// Writes `path`, which must not exist; a failure leaves nothing. Intermediate values are the
/// accuracies of the run that counts, step = epoch. States: an ended trial with a value is
/// COMPLETE, also one that its stage did not keep (it had all of the stage's epochs); infeasible,
/// diverged and failed are FAIL; queued is WAITING, running and paused are RUNNING. A trial
/// ends with its last epoch or, where that is later, its last sign of life, and begins with its
/// first epoch (times as of Trial::finish_times_s()).
void write_optuna(const std::string& path, const Snapshot& snapshot, const OptunaView& view);

}  // namespace efs::study
