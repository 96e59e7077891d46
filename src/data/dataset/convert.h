// Labels of any format, written again in another one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "data/dataset/dataset.h"
#include "data/labels/label_writers.h"

namespace efs::data {

struct Conversion {
  std::size_t images = 0;
  std::size_t faces = 0;
  std::size_t ignored = 0;       // regions to ignore
  std::size_t lost_ignored = 0;  // of these, what the new format cannot say
  bool lost_sides = false;       // the labels divide, which the new format cannot say
  std::string labels;            // what was understood: labels_text()
};

/// Reads the labels that the options name and writes them to `out`, which must be new: the boxes in
/// pixels of the upright photographs, with images by id. Folders get a link to that of the images.
/// Error: as load_dataset() of labels; an image whose size is needed and that cannot be read; two
/// images that differ only in their suffix, where files are named after images.
Conversion convert_labels(const DatasetOptions& options, const LabelWriter& writer,
                          const std::filesystem::path& out);

}  // namespace efs::data
