// The safetensors file format: an 8-byte little-endian length, a JSON header of that length, raw
// data. https://github.com/huggingface/safetensors#format
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "graph/weights.h"
#include "train/weights/element_type.h"

namespace efs::train {

/// A tensor where it lies in the file.
struct StoredTensor {
  std::string name;
  graph::Shape shape;
  ElementType type = ElementType::kFloat32;
  std::span<const std::byte> bytes;
};

struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::vector<StoredTensor> tensors;  // in the order of their data, which has no holes
};

/// Views into `bytes`. Error names `file_name` and the broken rule: too short, header that is no
/// JSON or of another form, unknown number format, offsets that overlap, leave holes, run past the
/// end or do not fit the shape.
Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::string& file_name);

graph::Tensor widen(const StoredTensor& tensor);

struct NamedPlainTensor {
  std::string name;
  const graph::Tensor* tensor = nullptr;
};

/// Writes float32, atomically, the tensors in the order given.
void write_safetensors_file(const std::filesystem::path& path,
                            const std::vector<NamedPlainTensor>& tensors,
                            const std::map<std::string, std::string>& metadata);

}  // namespace efs::train
