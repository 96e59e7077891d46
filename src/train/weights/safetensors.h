// The safetensors file format: an 8-byte little-endian length, a JSON header of that length, raw
// data. https://github.com/huggingface/safetensors#format
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "graph/weights.h"
#include "train/weights/element_type.h"

namespace efs::train {

/// A tensor as it lies in a file.
struct StoredTensor {
  std::string name;
  graph::Shape shape;
  const ElementType* type = nullptr;  // never null in what was read
  Bytes bytes;
};

struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::vector<StoredTensor> tensors;  // in the order of their data, which has no holes
};

/// Views into `bytes`. Error names `file_name` and the broken rule: too short, header that is no
/// JSON or of another form, unknown number format, offsets that overlap, leave holes, run past the
/// end or do not fit the shape.
Safetensors parse_safetensors(Bytes bytes, const std::string& file_name);

graph::Tensor widen(const StoredTensor& tensor);

/// A view of `tensor` as the float32 that a file stores.
StoredTensor stored(std::string name, const graph::Tensor& tensor);

/// Writes atomically, the tensors in the order given.
void write_safetensors_file(const std::filesystem::path& path,
                            const std::vector<StoredTensor>& tensors,
                            const std::map<std::string, std::string>& metadata);

}  // namespace efs::train
