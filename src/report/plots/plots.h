// The plots that a study folder keeps under plots/.
#pragma once

#include <string>
#include <vector>

#include "report/figures/scatter.h"
#include "report/figures/stages.h"
#include "report/plots/plot.h"

namespace efs::report {

struct NamedPlot {
  std::string file;  // "stage1_val_loss.svg"
  Plot plot;
};

/// Per stage, for its survivors: validation metrics and latency over epochs, as the original drew
/// them; and over all trials the accuracy/latency front of each target.
std::vector<NamedPlot> plots(const std::vector<StageFigure>& stages,
                             const std::vector<ScatterFigure>& scatters);

}  // namespace efs::report
