#include "train/batches.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "core/rng.h"
#include "graph/input_normalisation.h"

namespace efs::train {
namespace {

/// Values for pixels in 0..1, made to fit bytes.
torch::Tensor per_channel(const std::array<double, 3>& values, torch::Device device) {
  const auto of_bytes = [&](std::size_t i) { return static_cast<float>(values[i]) * 255.0F; };
  return torch::tensor({of_bytes(0), of_bytes(1), of_bytes(2)}, torch::kFloat32).to(device);
}

/// A batch whose samples `fill(index, pixels)` writes, [height,width,3] bytes RGB each; it returns the
/// target.
template <typename Fill>
Batch make_batch(const data::PackedDataset& data, const std::vector<std::size_t>& indices,
                 torch::Device device, Fill fill) {
  const auto [width, height] = data.input();
  const auto count = static_cast<std::int64_t>(indices.size());
  torch::Tensor bytes = torch::empty({count, height, width, 3}, torch::kUInt8);
  const auto size = static_cast<std::size_t>(3 * width) * static_cast<std::size_t>(height);
  auto* pixel = bytes.data_ptr<std::uint8_t>();
  std::vector<Target> targets;
  for (const std::size_t index : indices) {
    targets.push_back(fill(index, std::span(pixel, size)));
    pixel += size;
  }
  data.forget();
  // [N,H,W,3] bytes seen as [N,3,H,W] are channels_last as they stand.
  torch::Tensor images = bytes.to(device).to(torch::kFloat32);
  images.sub_(per_channel(graph::kImagenetMean, device))
      .div_(per_channel(graph::kImagenetStd, device));
  return {images.permute({0, 3, 1, 2}), std::move(targets)};
}

}  // namespace

Batch make_training_batch(const Task& task, const data::PackedDataset& data,
                          const std::vector<std::size_t>& indices, const Variation& variation,
                          torch::Device device) {
  return make_batch(data, indices, device, [&](std::size_t index, std::span<std::uint8_t> pixels) {
    return task.vary(data, index, variation, pixels);
  });
}

Batch make_validation_batch(const Task& task, const data::PackedDataset& data,
                            const std::vector<std::size_t>& indices, torch::Device device) {
  return make_batch(data, indices, device, [&](std::size_t index, std::span<std::uint8_t> pixels) {
    const data::PackedSample sample = data.sample(data::Part::kValidation, index);
    std::copy(sample.pixels.begin(), sample.pixels.end(), pixels.begin());
    return task.target(sample);
  });
}

std::vector<std::vector<std::size_t>> divide(const std::vector<std::size_t>& order,
                                             std::size_t batch_size) {
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, order.size());
    if (end - begin == 1 && !batches.empty()) {
      batches.back().push_back(order[begin]);
    } else {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(begin),
                           order.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }
  return batches;
}

std::vector<std::size_t> epoch_order(std::size_t count, std::uint64_t seed, int epoch) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng(derive_seed(derive_seed(seed, "order"), static_cast<std::uint64_t>(epoch)));
  rng.shuffle(order);
  return order;
}

}  // namespace efs::train
