// Mutation and crossover of points. Private to the samplers.
#pragma once

#include "core/rng.h"
#include "search/space/coordinates.h"

namespace efs::search {

/// Changes one axis of the point: a name to another one, an ordered level to a neighbour, another
/// number by a Gaussian of 0.1. Axes with one value and those that the point leaves out stay;
/// parameters that now apply are drawn at random.
study::Params mutated(const CoordinateSystem& system, const study::Params& point, Rng& rng);

/// Takes every axis from one of the parents.
study::Params crossed(const CoordinateSystem& system, const study::Params& a,
                      const study::Params& b, Rng& rng);

}  // namespace efs::search
