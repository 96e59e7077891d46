#include "train/network/activation_ranges.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "train/network/torch_network.h"

namespace efs::train {
namespace {

using graph::NodeId;
using torch::Tensor;

constexpr std::int64_t kBins = 4096;
constexpr double kShareKept = 0.9999;

/// `watch(node, values)` for each node of the network and each image.
template <typename Watch>
void watch_all(TorchNetwork& network, const std::vector<std::vector<float>>& images, Watch watch) {
  const graph::Shape shape = network.graph().input().shape;
  for (const auto& image : images) {
    const Tensor batch = to_torch({shape, image}).unsqueeze(0);
    network.watch(batch.contiguous(at::MemoryFormat::ChannelsLast), watch);
  }
}

/// The upper edge of the bin that reaches the share, in a histogram over 0 .. range.
float percentile(const Tensor& histogram, float range) {
  const Tensor sums = histogram.cumsum(0);
  const double wanted = kShareKept * sums[kBins - 1].item<double>();
  std::int64_t bin = 0;
  while (bin + 1 < kBins && sums[bin].item<double>() < wanted) ++bin;
  return range * static_cast<float>(bin + 1) / static_cast<float>(kBins);
}

}  // namespace

const std::vector<std::string>& calibration_names() {
  static const std::vector<std::string> names{"percentile", "minmax"};
  return names;
}

Calibration calibration_of(std::string_view name) {
  return static_cast<Calibration>(index_of_name(calibration_names(), "calibration", name));
}

std::vector<float> activation_ranges(const graph::Graph& graph, const graph::Weights& weights,
                                     const std::vector<std::vector<float>>& images,
                                     Calibration calibration) {
  if (images.empty()) fail("there are no images to calibrate on");
  const torch::NoGradGuard no_grad;
  TorchNetwork network(graph, weights, torch::kCPU);
  std::vector<float> ranges(graph.nodes().size(), 0.0F);
  watch_all(network, images, [&](NodeId id, const Tensor& values) {
    float& range = ranges[static_cast<std::size_t>(id)];
    const float largest = values.abs().max().item<float>();
    // A NaN stays, so that the reader of the ranges sees it.
    if (!std::isnan(range) && !(largest <= range)) range = largest;
  });
  if (calibration == Calibration::kMinMax) return ranges;

  std::vector<Tensor> histograms(ranges.size(), torch::zeros({kBins}, torch::kFloat64));
  watch_all(network, images, [&](NodeId id, const Tensor& values) {
    const auto index = static_cast<std::size_t>(id);
    if (!(ranges[index] > 0.0F)) return;
    const Tensor counts = values.abs().histc(kBins, 0.0, ranges[index]);
    histograms[index] = histograms[index] + counts.to(torch::kFloat64);
  });
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i] > 0.0F) ranges[i] = percentile(histograms[i], ranges[i]);
  }
  return ranges;
}

}  // namespace efs::train
