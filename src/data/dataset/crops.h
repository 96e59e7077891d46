// Training images from photographs with several faces. Inside data/ only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/dataset/split.h"
#include "data/dataset/usable_images.h"

namespace efs::data {

struct Crops {
  std::vector<Sample> samples;            // in label-file order, each with a region
  std::vector<std::string> file_digests;  // one per sample, of the photograph
  std::size_t images = 0;                 // photographs that the samples come from
  std::size_t considered = 0;             // photographs that the division admits
  std::vector<SkippedImage> skipped;      // of these, those that cannot be used
};

/// For each face of each photograph with several the region that shows it alone (face_region.h).
/// `images` and `division` are the single-face samples: a photograph that a chain of equal files
/// or near-duplicates joins to one that validates gives nothing. By folds, only photographs of
/// folds that train give any; the fold file has to name them.
Crops find_crops(const std::vector<LabelledImage>& labelled, const UsableImages& images,
                 const Division& division, const DatasetOptions& options, bool clip);

}  // namespace efs::data
