#include "train/batches.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/rng.h"

namespace efs::train {
namespace {

// torchvision's ImageNet statistics, for values in 0..1.
constexpr float kMean[] = {0.485F, 0.456F, 0.406F};
constexpr float kDeviation[] = {0.229F, 0.224F, 0.225F};

torch::Tensor per_channel(const float (&values)[3], float factor, torch::Device device) {
  return torch::tensor({values[0] * factor, values[1] * factor, values[2] * factor},
                       torch::kFloat32)
      .to(device);
}

}  // namespace

Batch make_batch(const data::PackedDataset& data, data::Part part,
                 const std::vector<std::size_t>& indices, torch::Device device) {
  const auto count = static_cast<std::int64_t>(indices.size());
  const std::int64_t side = data.input();
  torch::Tensor bytes = torch::empty({count, side, side, 3}, torch::kUInt8);
  torch::Tensor boxes = torch::empty({count, 4}, torch::kFloat32);
  auto* pixel = bytes.data_ptr<std::uint8_t>();
  auto* value = boxes.data_ptr<float>();
  for (const std::size_t index : indices) {
    const data::PackedSample sample = data.sample(part, index);
    std::memcpy(pixel, sample.pixels.data(), sample.pixels.size());
    pixel += sample.pixels.size();
    const double width = sample.image_width, height = sample.image_height;
    *value++ = static_cast<float>(sample.box.xmin / width);
    *value++ = static_cast<float>(sample.box.ymin / height);
    *value++ = static_cast<float>(sample.box.xmax / width);
    *value++ = static_cast<float>(sample.box.ymax / height);
  }
  // [N,H,W,3] bytes seen as [N,3,H,W] are channels_last as they stand.
  torch::Tensor images = bytes.to(device).to(torch::kFloat32);
  images.sub_(per_channel(kMean, 255.0F, device)).div_(per_channel(kDeviation, 255.0F, device));
  return {images.permute({0, 3, 1, 2}), boxes.to(device)};
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
