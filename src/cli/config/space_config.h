// The `space` section: what a search chooses between.
#pragma once

#include "core/config/config.h"
#include "tune/options.h"

namespace YAML {
class Emitter;
}

namespace efs::cli {

/// Replaces the preset's parameters by the section's. A parameter is a value, a list, or
/// {values: LIST, only_for: ARCHITECTURES}; instead of `values`, a learning rate or a weight decay
/// may have {log_uniform: [LOW, HIGH], count: N}, drawn from the study's seed. A value must be one
/// that the constant of that name may have.
void read_space(Config space, tune::SearchOptions& options);

/// Of the section `space`, read behind its parameters.
void read_prefilter(Config& space, tune::SearchOptions& options);
/// Nothing where there is none.
void write_prefilter(YAML::Emitter& out, const tune::SearchOptions& options);

/// Tries all networks and recipes of the space; UsageError at the section's position.
void check_space(const Config& config, const tune::SearchOptions& options);

}  // namespace efs::cli
