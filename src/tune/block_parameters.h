// The parameters of the architecture `blocks` in a space.
#pragma once

#include <string>
#include <vector>

#include "search/space/space.h"

namespace efs::tune {

inline constexpr const char* kStageCount = "stage_count";

/// Their names, in the order in which a space has them: stem_width, stage_count, stage1_block,
/// stage1_depth, ...
const std::vector<std::string>& block_parameter_names();
bool is_block_parameter(const std::string& name);
/// Whether `blocks` is the only architecture.
bool has_only_blocks(const search::Space& space);

/// What it is, for the page of the keys: "of `blocks`: width of stage 1, channels".
std::string block_parameter_meaning(const std::string& name);

/// With the values that a space has by default.
search::Parameter usual_block_parameter(const std::string& name);

/// Adds the conditions that a block parameter has by its nature: that the architecture is `blocks`,
/// that there is such a stage, that its block expands; only those that the parameters before it leave
/// open, and none on a parameter that it is conditioned on already. False if they can never hold.
bool add_block_conditions(const search::Space& before, search::Parameter& parameter);

}  // namespace efs::tune
