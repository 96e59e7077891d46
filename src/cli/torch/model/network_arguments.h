// A network of the catalogue, as a command line describes it.
#pragma once

#include <CLI/CLI.hpp>

#include "nn/network.h"

namespace efs::cli {

/// "--arch" and what goes with it: tap, width, neck, head, input and the parts of a dense head.
void add_network(CLI::App& command, nn::NetworkOptions& network);

}  // namespace efs::cli
