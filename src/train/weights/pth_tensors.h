// Tensors made of their descriptions in a pickle and the bytes beside it. Internal to src/train.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "graph/weights.h"
#include "train/weights/unpickler.h"

namespace efs::train {

/// `storage_of` returns the bytes of a tensor's whole storage, or throws. Error names `file_name`:
/// a tensor outside its storage or named twice, or more values than a file of `file_size` has.
graph::Weights gather_tensors(const std::vector<PickledTensor>& tensors, std::size_t file_size,
                              const std::function<Bytes(const PickledTensor&)>& storage_of,
                              const std::string& file_name);

}  // namespace efs::train
