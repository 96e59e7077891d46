// The samplers that learn from results. Private to search: make_sampler() makes them.
#pragma once

#include "search/samplers/new_point.h"
#include "search/samplers/sampler.h"

namespace efs::search {

/// Tree-structured Parzen estimator, multivariate (Bergstra et al. 2011; as Watanabe 2023, arXiv
/// 2304.11127, has it): the best trials make one density; the others, with those that run without a
/// result yet (constant liar) and the fruitless ones, another. Of some draws from the first
/// density, it takes the one where the first exceeds the second most.
Sampler make_tpe_sampler(NewPoints points, const SamplerOptions& options);

/// NSGA-II (Deb et al. 2002), one child at a time: crosses two parents, chosen by binary tournament
/// from the best `population` trials, and mutates the child. Infeasible trials never breed. Trials
/// are in the order of the rung (rung.h), whose epsilon-net replaces the crowding distance.
Sampler make_nsga2_sampler(NewPoints points, const SamplerOptions& options);

/// Regularised evolution (Real et al. 2019, arXiv 1802.01548): mutates one parameter of the best of
/// a random few of the `population` youngest trials with costs.
Sampler make_evolution_sampler(NewPoints points, const SamplerOptions& options);

}  // namespace efs::search
