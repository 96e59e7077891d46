// Which maps neck and head read. Private to the building of networks.
#pragma once

#include "graph/builder.h"
#include "nn/blocks/features.h"
#include "nn/network.h"

namespace efs::nn {

/// The backbone's maps that the neck reads, the finest first. One face: the map at the tap, and as
/// many deeper ones as the neck adds to it. Several: from the finest stride down to the tap, which
/// alone is read where it is finer. UsageError: no such tap, or nothing deeper for the neck.
Features maps_to_read(const NetworkOptions& options, const Features& features);

/// The head's maps of several faces: the neck's, and behind the deepest one as many as are missing,
/// made from it.
Features head_levels(graph::Builder& builder, const Features& neck_maps,
                     const DenseOptions& options);

}  // namespace efs::nn
