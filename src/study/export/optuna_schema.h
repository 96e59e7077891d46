// The tables of Optuna 3.1. Private to src/study.
#pragma once

#include <vector>

namespace efs::study {

/// Statements that make the tables, with the versions that Optuna looks for.
const std::vector<const char*>& optuna_schema();

}  // namespace efs::study
