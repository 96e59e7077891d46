// Whether maps halve from one to the next, as necks that enlarge them twofold need. Private to the
// building of networks.
#pragma once

#include "graph/builder.h"
#include "nn/blocks/features.h"
#include "nn/network.h"

namespace efs::nn {

/// UsageError, with the nearest inputs that fit, unless each of the maps that the network of
/// `options` reads has half the height and width of the one in front of it.
void require_halving(const NetworkOptions& options, const graph::Builder& builder,
                     const Features& maps);

}  // namespace efs::nn
