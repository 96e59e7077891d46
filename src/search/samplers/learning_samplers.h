// The samplers that learn from what has been judged. Private to search: make_sampler() makes them.
#pragma once

#include <memory>

#include "search/samplers/sampler.h"

namespace efs::search {

/// Tree-structured Parzen estimator, multivariate (Bergstra et al. 2011; as Watanabe 2023, arXiv
/// 2304.11127, has it): the best trials make one density, the others, with those that run and have
/// no result yet (constant liar) and those that came to nothing, another; of some draws from the
/// first the one is taken where it exceeds the second most.
std::unique_ptr<Sampler> make_tpe_sampler(const Space& space, const SamplerOptions& options);

/// NSGA-II (Deb et al. 2002), one child at a time: the parents, chosen by binary tournament from
/// the best `population` trials, are crossed and mutated. Infeasible trials never breed. In the
/// order of the rung (rung.h), whose epsilon-net stands for the crowding distance.
std::unique_ptr<Sampler> make_nsga2_sampler(const Space& space, const SamplerOptions& options);

/// Regularised evolution (Real et al. 2019, arXiv 1802.01548): of the `population` youngest trials
/// that are judged, the best of a random few is mutated in one parameter.
std::unique_ptr<Sampler> make_evolution_sampler(const Space& space, const SamplerOptions& options);

}  // namespace efs::search
