// Plans where `efs predict` writes its pictures with boxes.
#pragma once

#include <vector>

#include "cli/torch/model/photographs.h"

namespace efs::cli {

/// The path of each photograph's picture in `folder`: the photograph's name with ".jpg" behind it,
/// unless it has a JPEG's suffix already; sub-folders stay. Error, before anything is written: two
/// photographs with one picture; a picture that would replace one of `photographs` or `inputs`, or
/// a file that is not an earlier picture of this kind.
std::vector<fs::path> plan_overlays(const fs::path& folder,
                                    const std::vector<Photograph>& photographs,
                                    const std::vector<fs::path>& inputs);

}  // namespace efs::cli
