// A rung of several objectives. Private to search: make_rung() makes it.
#pragma once

#include <memory>

#include "search/rungs/rung.h"

namespace efs::search {

std::unique_ptr<Rung> make_front_rung();

/// The order in which an epsilon-net takes the points: first the one with the lowest first cost,
/// then always the one furthest from all that are taken, with every objective scaled to the points'
/// extent; ties by position. At most `count` indices.
std::vector<std::size_t> epsilon_net(const std::vector<Costs>& points, std::size_t count);

}  // namespace efs::search
