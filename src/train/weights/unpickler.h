// The pickle of a PyTorch state dict, read without executing anything: a small stack machine that
// knows a handful of names and refuses every other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "train/weights/element_type.h"

namespace efs::train {

/// Values that lie elsewhere in the archive.
struct PickledStorage {
  std::string key;
  const ElementType* type = nullptr;  // never null in what was read
  std::int64_t elements = 0;
};

/// A tensor as the pickle describes it: a view into a storage.
struct PickledTensor {
  std::string name;
  PickledStorage storage;
  std::int64_t offset = 0;  // elements
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  // elements, one a dimension
};

/// The entries of a pickled dict of tensors, in order. Pickle protocol 2, as torch.save writes it;
/// known names: collections.OrderedDict, torch._utils._rebuild_tensor (_v2) and _rebuild_parameter,
/// and the storages of element_type.cc. Error names `file_name` and what was refused.
std::vector<PickledTensor> unpickle_state_dict(std::string_view pickle,
                                               const std::string& file_name);

/// The pickles of a file that torch.save wrote before PyTorch 1.6: after those of its magic number
/// and version come the machine's, the state dict's and that of the storages' keys.
struct LegacyPickles {
  std::vector<PickledTensor> tensors;
  std::vector<std::string> storage_keys;  // in the order in which their data follow
  std::size_t size = 0;                   // bytes of the three pickles
};
LegacyPickles unpickle_legacy(std::string_view text, const std::string& file_name);

}  // namespace efs::train
