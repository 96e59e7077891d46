// Training images from photographs with several faces. Inside data/ only.
#pragma once

#include <cstddef>
#include <vector>

#include "data/dataset/dataset.h"

namespace efs::data {

/// Adds to a divided data set a crop for each face of each photograph with several: the region that
/// shows it alone, without a region to ignore (face_region.h). None where a photograph has more
/// than 500 boxes. Adds photographs that cannot be used to the skipped images. A
/// photograph gives nothing where a chain of equal files or near-duplicates joins it to a sample
/// that validates. Where the labels or folds divide, only photographs that train give any; the fold
/// file has to name them. Returns how many photographs were considered.
std::size_t add_crops(Dataset& dataset, const LabelSet& labels, const DatasetOptions& options);

}  // namespace efs::data
