// Where the pictures with boxes of `efs predict` go.
#pragma once

#include <string>
#include <vector>

#include "cli/torch/model/photographs.h"

namespace efs::cli {

/// For each photograph its picture in `folder`: its name there with ".jpg" behind it unless it is
/// a JPEG's already, sub-folders as they are. Error, before anything is written: two photographs
/// with one picture; a picture that would replace one of `photographs` or `inputs`, or a file that
/// is no earlier picture of this kind.
std::vector<fs::path> plan_overlays(const fs::path& folder,
                                    const std::vector<Photograph>& photographs,
                                    const std::vector<fs::path>& inputs);

}  // namespace efs::cli
