#include "tune/study/weights_choice.h"

#include <set>

#include "core/error.h"
#include "train/download/pretrained.h"
#include "tune/candidate.h"

namespace efs::tune {
namespace {

void check_published(const nn::NetworkOptions& network) {
  train::published_weights_of(network.architecture);
  if (network.width != 1.0) {
    fail_usage(
        "torchvision's weights are of width 1, and {} is to be trained with width {}; leave the "
        "width or the weights out",
        network.architecture, network.width);
  }
}

void check_file(const std::filesystem::path& file, const std::set<std::string>& architectures) {
  const std::string suffix = file.extension().string();
  if (suffix != ".safetensors" && suffix != ".pth" && suffix != ".pt") {
    fail_usage("'{}' is neither '{}' nor a .safetensors or .pth file", file.string(),
               kTorchvisionWeights);
  }
  if (architectures.size() > 1) {
    fail_usage(
        "{} holds the weights of one architecture, and the space has {}; give it "
        "space.architectures=[NAME], or take '{}', which has weights for each",
        file.string(), architectures.size(), kTorchvisionWeights);
  }
}

}  // namespace

void check_weights(const SearchOptions& options) {
  if (options.weights.empty()) return;
  const bool published = options.weights == kTorchvisionWeights;
  std::set<std::string> architectures;
  for (const Candidate& candidate : candidates_of(options)) {
    architectures.insert(candidate.network.architecture);
    if (published) check_published(candidate.network);
  }
  if (!published) check_file(options.weights, architectures);
}

}  // namespace efs::tune
