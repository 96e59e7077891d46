// One point of the space as a network.
#pragma once

#include <string>

#include "graph/graph.h"
#include "study/trial.h"
#include "tune/options.h"

namespace efs::tune {

/// The trial's architecture.
std::string architecture_of(const study::Params& params);
double learning_rate_of(const study::Params& params);

/// Its graph, with the search's input size and head.
graph::Graph network_of(const SearchOptions& options, const study::Params& params);

}  // namespace efs::tune
