#include "train/download/pretrained.h"

#include "core/error.h"

namespace efs::train {

const std::vector<PublishedWeights>& published_weights() {
  static const std::vector<PublishedWeights> table{
      {"alexnet", "alexnet-owt-7be5be79.pth"},
      {"vgg11", "vgg11-8a719046.pth"},
      {"vgg11_bn", "vgg11_bn-6002323d.pth"},
      {"resnet18", "resnet18-f37072fd.pth"},
      {"squeezenet1_0", "squeezenet1_0-b66bff10.pth"},
      {"squeezenet1_1", "squeezenet1_1-b8a52dc0.pth"},
      {"densenet121", "densenet121-a639ec97.pth"},
      {"shufflenet_v2_x0_5", "shufflenetv2_x0.5-f707e7126e.pth"},
      {"shufflenet_v2_x1_0", "shufflenetv2_x1-5666bf0f80.pth"},
      {"mobilenet_v2", "mobilenet_v2-b0353104.pth"},
      {"mobilenet_v3_small", "mobilenet_v3_small-047dcff4.pth"},
      {"mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth"},
      {"mnasnet0_5", "mnasnet0.5_top1_67.823-3ffadce67e.pth"},
      {"mnasnet1_0", "mnasnet1.0_top1_73.512-f206786ef8.pth"},
      {"mnasnet1_3", "mnasnet1_3-a4c69d6f.pth"},
      {"regnet_y_400mf", "regnet_y_400mf-c65dace8.pth"},
      {"regnet_y_800mf", "regnet_y_800mf-1b27b58c.pth"},
      {"regnet_x_400mf", "regnet_x_400mf-adf1edd5.pth"},
      {"regnet_x_800mf", "regnet_x_800mf-ad17e45c.pth"},
      {"convnext_tiny", "convnext_tiny-983f1562.pth"},
      {"convnext_small", "convnext_small-0c510722.pth"},
  };
  return table;
}

const PublishedWeights& published_weights_of(std::string_view architecture) {
  for (const PublishedWeights& row : published_weights()) {
    if (row.architecture == architecture) return row;
  }
  fail_usage("torchvision publishes no weights for {}; leave it out, or give a file of weights",
             architecture);
}

std::string digest_prefix(const PublishedWeights& weights) {
  const auto begin = weights.file.rfind('-') + 1;
  return weights.file.substr(begin, weights.file.rfind('.') - begin);
}

}  // namespace efs::train
