// The `train` section: how a network is trained where the space does not choose it.
#pragma once

#include "core/config/config.h"
#include "train/options/options.h"

namespace efs::cli {

void read_train(Config config, train::TrainOptions& train);

}  // namespace efs::cli
