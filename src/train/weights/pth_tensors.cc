#include "train/weights/pth_tensors.h"

#include "core/error.h"

namespace efs::train {
namespace {

/// Shapes and strides above this belong to no weight; sums of products stay within 64 bits.
constexpr std::int64_t kMaxExtent = std::int64_t{1} << 31;

/// Number of elements, after checking that none of them lies outside the storage.
std::int64_t checked_elements(const PickledTensor& tensor, const std::string& name) {
  const auto out_of_range = [](std::int64_t value) { return value < 0 || value > kMaxExtent; };
  bool broken = out_of_range(tensor.offset);
  std::int64_t count = 1;
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.shape.size() && !broken; ++i) {
    const std::int64_t length = tensor.shape[i], stride = tensor.strides[i];
    broken = out_of_range(length) || out_of_range(stride);
    if (broken || length == 0) {
      count = 0;
      continue;
    }
    // Neither product overflows: both factors are at most 2^31, and the next check keeps count.
    count *= length;
    last += (length - 1) * stride;
    broken = count > kMaxExtent || last > kMaxExtent;
  }
  if (broken || (count > 0 && last >= tensor.storage.elements)) {
    fail("{}: tensor '{}' does not lie within its storage; the file is damaged", name, tensor.name);
  }
  return count;
}

graph::Tensor gather(const PickledTensor& tensor, std::int64_t count, Bytes storage) {
  graph::Tensor out{graph::Shape(tensor.shape.begin(), tensor.shape.end()), {}};
  out.values.reserve(static_cast<std::size_t>(count));
  const ElementType& type = *tensor.storage.type;
  std::vector<std::int64_t> index(tensor.shape.size(), 0);
  std::int64_t position = tensor.offset;
  for (std::int64_t n = 0; n < count; ++n) {
    out.values.push_back(type.widen(&storage[static_cast<std::size_t>(position) * type.size]));
    for (std::size_t axis = index.size(); axis-- > 0;) {
      position += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      position -= tensor.strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

}  // namespace

graph::Weights gather_tensors(const std::vector<PickledTensor>& tensors, std::size_t file_size,
                              const std::function<Bytes(const PickledTensor&)>& storage_of,
                              const std::string& file_name) {
  graph::Weights weights;
  std::size_t elements = 0;
  for (const PickledTensor& tensor : tensors) {
    const std::int64_t count = checked_elements(tensor, file_name);
    // Many tensors may share one storage; all of them together are still no more than the file.
    elements += static_cast<std::size_t>(count);
    if (elements > file_size) {
      fail("{}: its tensors hold more values than the file has bytes; it is damaged", file_name);
    }
    if (!weights.emplace(tensor.name, gather(tensor, count, storage_of(tensor))).second) {
      fail("{}: names tensor '{}' twice", file_name, tensor.name);
    }
  }
  return weights;
}

}  // namespace efs::train
