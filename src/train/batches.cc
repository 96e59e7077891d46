#include "train/batches.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "core/rng.h"
#include "data/augment/augment.h"
#include "graph/input_normalisation.h"

namespace efs::train {
namespace {

/// Values for pixels in 0..1, made to fit bytes.
torch::Tensor per_channel(const std::array<double, 3>& values, torch::Device device) {
  const auto of_bytes = [&](std::size_t i) { return static_cast<float>(values[i]) * 255.0F; };
  return torch::tensor({of_bytes(0), of_bytes(1), of_bytes(2)}, torch::kFloat32).to(device);
}

/// A batch whose samples `fill(index, pixels)` writes, [side,side,3] bytes RGB each; it returns the
/// box.
template <typename Fill>
Batch make_batch(const data::PackedDataset& data, const std::vector<std::size_t>& indices,
                 torch::Device device, Fill fill) {
  const std::int64_t side = data.input().width;
  const auto count = static_cast<std::int64_t>(indices.size());
  torch::Tensor bytes = torch::empty({count, side, side, 3}, torch::kUInt8);
  torch::Tensor boxes = torch::empty({count, 4}, torch::kFloat32);
  const auto size = static_cast<std::size_t>(side * side * 3);
  auto* pixel = bytes.data_ptr<std::uint8_t>();
  auto* value = boxes.data_ptr<float>();
  for (const std::size_t index : indices) {
    const detect::RelativeBox box = fill(index, std::span(pixel, size));
    pixel += size;
    *value++ = static_cast<float>(box.xmin);
    *value++ = static_cast<float>(box.ymin);
    *value++ = static_cast<float>(box.xmax);
    *value++ = static_cast<float>(box.ymax);
  }
  data.forget();
  // [N,H,W,3] bytes seen as [N,3,H,W] are channels_last as they stand.
  torch::Tensor images = bytes.to(device).to(torch::kFloat32);
  images.sub_(per_channel(graph::kImagenetMean, device))
      .div_(per_channel(graph::kImagenetStd, device));
  return {images.permute({0, 3, 1, 2}), boxes.to(device)};
}

detect::RelativeBox jittered(const detect::RelativeBox& box, double share, Rng& rng) {
  if (share <= 0.0) return box;
  const double x = share * box.width(), y = share * box.height();
  return {box.xmin + rng.uniform(-x, x), box.ymin + rng.uniform(-y, y),
          box.xmax + rng.uniform(-x, x), box.ymax + rng.uniform(-y, y)};
}

}  // namespace

Batch make_training_batch(const data::PackedDataset& data, const std::vector<std::size_t>& indices,
                          const Variation& variation, torch::Device device) {
  return make_batch(data, indices, device, [&](std::size_t index, std::span<std::uint8_t> pixels) {
    Rng rng(data::augment_seed(variation.seed, variation.epoch, index));
    return jittered(data::augment(data, index, variation.policy, data.input().width, rng, pixels),
                    variation.label_jitter, rng);
  });
}

Batch make_validation_batch(const data::PackedDataset& data,
                            const std::vector<std::size_t>& indices, torch::Device device) {
  return make_batch(data, indices, device, [&](std::size_t index, std::span<std::uint8_t> pixels) {
    const data::PackedSample sample = data.sample(data::Part::kValidation, index);
    std::copy(sample.pixels.begin(), sample.pixels.end(), pixels.begin());
    return sample.relative_box();
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
