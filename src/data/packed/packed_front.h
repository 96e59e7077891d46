// What a packed file holds before its pixels, and in which order. Inside data/ only.
#pragma once

#include <cstddef>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/packed/packed_writing.h"

namespace efs::data {

/// What is packed, in its order: training (whole images, then crops), validation.
struct PackingList {
  explicit PackingList(const Dataset& dataset);

  std::vector<const Sample*> samples;
  std::size_t train_count = 0;
};

/// The size of a sample's pixels in the file; `trains`: it is in the training part.
ImageSize stored_size(const Sample& sample, const PackOptions& options, bool trains);

/// Header, records, boxes, ids and the padding up to the pixels. Every field of `options` is given.
std::vector<std::byte> make_front(const Dataset& dataset, const PackingList& list,
                                  const PackOptions& options);

}  // namespace efs::data
