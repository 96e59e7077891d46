#include "train/weights/weights_file.h"

#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/files/files.h"
#include "train/weights/pth_file.h"
#include "train/weights/safetensors.h"

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

/// PyTorch stores how often a batch-norm was called in training; nothing reads it.
bool is_counter(std::string_view name) { return name.ends_with("num_batches_tracked"); }

/// torchvision's DenseNet files call its layers by names that PyTorch no longer allows, with a dot:
/// "denselayer1.norm.1.weight". Its own loader renames them as is done here.
/// Without std::regex, which recurses and overflows the stack on the long names of a damaged file.
std::string name_of_today(std::string name) {
  if (name.find("denselayer") == std::string::npos) return name;
  for (const std::string_view old : {".norm.1.", ".norm.2.", ".conv.1.", ".conv.2."}) {
    const auto at = name.find(old);
    if (at != std::string::npos) return name.erase(at + sizeof(".norm") - 1, 1);
  }
  return name;
}

/// Under today's names, without the counters.
graph::Weights renamed(graph::Weights weights) {
  graph::Weights out;
  while (!weights.empty()) {
    auto entry = weights.extract(weights.begin());
    if (is_counter(entry.key())) continue;
    entry.key() = name_of_today(std::move(entry.key()));
    out.insert(std::move(entry));
  }
  return out;
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
  weights = renamed(std::move(weights));
  if (weights.empty()) fail("{}: holds no weights", path.string());
  return weights;
}

void write_safetensors(const std::filesystem::path& path, const graph::Weights& weights) {
  std::vector<StoredTensor> tensors;
  for (const auto& [name, tensor] : weights) tensors.push_back(stored(name, tensor));
  write_safetensors_file(path, tensors, {});
}

}  // namespace efs::train
