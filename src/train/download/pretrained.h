// The ImageNet weights that torchvision publishes for its architectures. torch-free.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::train {

/// The IMAGENET1K_V1 weights of torchvision 0.14.
struct PublishedWeights {
  std::string architecture;
  std::string file;  // the first digits of its SHA-256 stand behind its last '-'
};

/// In the order of the catalogue.
const std::vector<PublishedWeights>& published_weights();

/// UsageError for an architecture without published weights.
const PublishedWeights& published_weights_of(std::string_view architecture);

/// "f37072fd" for "resnet18-f37072fd.pth".
std::string digest_prefix(const PublishedWeights& weights);

}  // namespace efs::train
