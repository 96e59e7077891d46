#include "train/weights_file.h"

#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "train/pth_file.h"
#include "train/safetensors.h"

namespace efs::train {
namespace {

graph::Weights read_safetensors(const std::filesystem::path& path) {
  const MappedFile mapped(path);
  graph::Weights weights;
  for (const StoredTensor& tensor : parse_safetensors(mapped.bytes(), path.string()).tensors) {
    weights.emplace(tensor.name, widen(tensor));
  }
  return weights;
}

/// How often a batch-norm was called in training: PyTorch stores it, nothing reads it.
void drop_counters(graph::Weights& weights) {
  std::erase_if(weights, [](const auto& entry) {
    return std::string_view(entry.first).ends_with("num_batches_tracked");
  });
}

}  // namespace

graph::Weights read_weights(const std::filesystem::path& path) {
  const std::string suffix = path.extension().string();
  graph::Weights weights;
  if (suffix == ".safetensors") {
    weights = read_safetensors(path);
  } else if (suffix == ".pth" || suffix == ".pt") {
    weights = read_pth(path);
  } else {
    fail_usage("{}: weights are read from .safetensors, .pth and .pt files, not from '{}'",
               path.string(), suffix);
  }
  drop_counters(weights);
  if (weights.empty()) fail("{}: holds no weights", path.string());
  return weights;
}

void write_safetensors(const std::filesystem::path& path, const graph::Weights& weights,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<NamedPlainTensor> tensors;
  for (const auto& [name, tensor] : weights) tensors.push_back({name, &tensor});
  write_safetensors_file(path, tensors, metadata);
}

}  // namespace efs::train
