// Pictures of the labels on their photographs, to look at before training.
#pragma once

#include <cstddef>
#include <filesystem>

#include "data/dataset/dataset.h"

namespace efs::data {

struct DrawnLabels {
  std::size_t photographs = 0;
  std::size_t suspicious = 0;  // of these
};

/// Draws a sample of the photographs, spread evenly, and every one that is suspicious: a box is not
/// used as it stands, is smaller than 4 pixels, covers more than nine tenths of the photograph, or is
/// more than three times as long as wide without touching its edge. Faces are green, regions to
/// ignore orange, boxes that are not used as they stand red. `out` ends in .jpg: one sheet, with the
/// first 240 of them; otherwise a folder with a picture of each. It must be new.
DrawnLabels draw_labels(const Dataset& dataset, const std::filesystem::path& out);

}  // namespace efs::data
