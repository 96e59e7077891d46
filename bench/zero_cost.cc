// What untrained networks of blocks score: Zen-score (arXiv 2102.01063, algorithm 1) and NASWOT (arXiv
// 2006.04647, equation 3). For docs/networks.md, which says what such scores are worth.
//   bench_zero_cost NETWORKS.txt      a network a line, as prefilter.csv names it: NAME or NAME@SIZE
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <string>

#include "core/error.h"
#include "core/text/image_size.h"
#include "nn/network.h"
#include "nn/own/block_space.h"
#include "train/network/initial_weights.h"
#include "train/network/torch_network.h"

namespace {

using efs::train::Mode;
using efs::train::TorchNetwork;
using torch::Tensor;

struct Options {
  std::string networks;
  int input = 128, rounds = 8;
};

/// Zen-score is defined for networks without skips.
efs::graph::Graph without_skips(const efs::nn::BlockDesign& design, efs::ImageSize input) {
  auto network = efs::nn::network_of(design);
  for (auto& stage : network.stages) {
    for (efs::nn::BlockSpec& block : stage) block.skip = false;
  }
  const auto row = std::make_shared<const efs::nn::Architecture>(
      efs::nn::architecture_of(std::make_shared<const efs::nn::BlockNetwork>(std::move(network))));
  return efs::nn::build_network(
      {.architecture = row->name, .own = row, .head = "none", .input = input});
}

/// Convolutions of normally distributed weights; norms that change nothing.
efs::graph::Weights random_weights(const efs::graph::Graph& graph, std::uint64_t seed) {
  auto weights = efs::train::initial_weights(graph, seed);
  torch::manual_seed(seed);
  for (auto& [name, tensor] : weights) {
    if (tensor.shape.size() != 4) continue;
    tensor = efs::train::to_plain(torch::randn(tensor.shape));
  }
  return weights;
}

Tensor noise(const efs::graph::Graph& graph, int count) {
  const auto& shape = graph.input().shape;
  return torch::randn({count, shape[0], shape[1], shape[2]});
}

/// The logarithms of the norms' deviations, summed.
double log_deviations(const TorchNetwork& network) {
  constexpr std::string_view kVariance = "running_var";
  double sum = 0.0;
  for (const auto& [name, tensor, trainable] : network.state()) {
    if (name.ends_with(kVariance)) sum += 0.5 * std::log(tensor.mean().item<double>());
  }
  return sum;
}

double zen_score(const efs::graph::Graph& graph, int rounds) {
  constexpr int kImages = 16;
  constexpr double kStep = 0.01;
  double sum = 0.0;
  for (int round = 0; round < rounds; ++round) {
    TorchNetwork network(graph, random_weights(graph, static_cast<std::uint64_t>(round)),
                         torch::kCPU);
    const Tensor images = noise(graph, kImages);
    network.collect_statistics(images, 1.0);
    const double deviations = log_deviations(network);
    const Tensor before = network.forward(images, Mode::kEvaluate).clone();
    const Tensor after = network.forward(images + kStep * noise(graph, kImages), Mode::kEvaluate);
    sum += std::log((after - before).abs().sum({1, 2, 3}).mean().item<double>()) + deviations;
  }
  return sum / rounds;
}

/// The logarithm of the determinant of the images' kernel: in how many activations two of them agree.
double naswot_score(const efs::graph::Graph& graph, int rounds) {
  constexpr int kImages = 32;
  double sum = 0.0;
  for (int round = 0; round < rounds; ++round) {
    TorchNetwork network(
        graph, efs::train::initial_weights(graph, static_cast<std::uint64_t>(round)), torch::kCPU);
    const Tensor images = noise(graph, kImages);
    network.collect_statistics(images, 1.0);
    Tensor kernel = torch::zeros({kImages, kImages}, torch::kDouble);
    network.watch(images, [&](efs::graph::NodeId id, const Tensor& output) {
      if (!efs::graph::is<efs::graph::Activation>(graph.node(id).op)) return;
      const Tensor codes = (output.flatten(1) > 0).to(torch::kFloat);
      kernel +=
          (torch::mm(codes, codes.t()) + torch::mm(1 - codes, (1 - codes).t())).to(torch::kDouble);
    });
    sum += std::get<1>(torch::linalg_slogdet(kernel)).item<double>();
  }
  return sum / rounds;
}

void score(const Options& options, const std::string& line) {
  const std::size_t at = line.find('@');
  const auto input = at == std::string::npos ? efs::square(options.input)
                                             : efs::parse_image_size(line.substr(at + 1));
  const auto design = efs::nn::parse_design(line.substr(0, at));
  const auto graph = efs::nn::build_network(
      {.architecture = efs::nn::kBlocks, .blocks = design, .head = "none", .input = input});
  const torch::NoGradGuard no_gradients;
  fmt::print("{},{:.6g},{:.6g}\n", line, zen_score(without_skips(design, input), options.rounds),
             naswot_score(graph, options.rounds));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("scores of untrained networks of blocks");
  Options options;
  app.add_option("networks", options.networks, "file with a network a line")->required();
  app.add_option("--input", options.input, "side of the square input, where the name has none")
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "weights drawn for each score")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  torch::set_num_threads(1);
  try {
    std::ifstream networks(options.networks);
    fmt::print("network,zen,naswot\n");
    for (std::string line; std::getline(networks, line);) score(options, line);
  } catch (const efs::Error& error) {
    fmt::print(stderr, "bench_zero_cost: {}\n", error.what());
    return 1;
  }
  return 0;
}
