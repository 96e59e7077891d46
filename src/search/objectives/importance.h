// Which parameters decide whether a trial is among the best: PED-ANOVA.
#pragma once

#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::search {

/// A point of the space and its result.
struct Observation {
  study::Params params;
  double cost = 0.0;  // the lower the better; left out if it is not finite
};

struct ParameterImportance {
  std::string name;
  double share = 0.0;  // of all parameters together: 1
};
struct Importance {
  int trials = 0;                           // with a finite cost
  int top = 0;                              // of these, how many are the best
  std::vector<ParameterImportance> shares;  // largest first, equal ones by name
};

/// PED-ANOVA (Watanabe, Bansal, Hutter 2023, arXiv 2304.10255): for each parameter, the Pearson
/// divergence of its density among the best trials from its density among all, both estimated with
/// one-dimensional kernels, in shares of their sum. It is the variance of "is among the best" that
/// the parameter explains alone; interactions are not seen.
///
/// Names have no order. Numbers are put into cells: one for each value where there are few, else 50
/// of equal width, on a logarithmic scale if they span more than a factor of 20. Parameters with
/// one value are left out. A parameter that some points lack is computed from the trials that have
/// it, and weighted by their share of all trials times the square of how much likelier than others
/// they are among the best; one that fewer than eight have is left out. There are no shares where
/// nothing can be told apart: too few trials, or all equally good.
Importance parameter_importance(const std::vector<Observation>& observations);

}  // namespace efs::search
