#include "nn/catalogue.h"

#include "core/text/named_rows.h"
#include "nn/backbones/backbones.h"
#include "nn/blocks/units.h"
#include "nn/heads/heads.h"
#include "nn/necks/necks.h"

namespace efs::nn {

const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> table = {
      {"alexnet", "alexnet", 256, 63, "arXiv 1404.5997", build_alexnet},
      {"vgg11", "vgg", 512, 32, "arXiv 1409.1556", build_vgg11},
      {"vgg11_bn", "vgg", 512, 32, "arXiv 1409.1556", build_vgg11_bn},
      {"resnet18", "resnet", 512, 1, "arXiv 1512.03385", build_resnet18},
      {"squeezenet1_0", "squeezenet", 512, 21, "arXiv 1602.07360", build_squeezenet1_0},
      {"squeezenet1_1", "squeezenet", 512, 17, "arXiv 1602.07360", build_squeezenet1_1},
      {"densenet121", "densenet", 1024, 29, "arXiv 1608.06993", build_densenet121},
      {"shufflenet_v2_x0_5", "shufflenet", 1024, 1, "arXiv 1807.11164", build_shufflenet_v2_x0_5},
      {"shufflenet_v2_x1_0", "shufflenet", 1024, 1, "arXiv 1807.11164", build_shufflenet_v2_x1_0,
       Widths{.listed = shufflenet_widths()}},
      {"mobilenet_v2", "mobilenet_v2", 1280, 1, "arXiv 1801.04381", build_mobilenet_v2,
       kContinuousWidths},
      {"mobilenet_v3_small", "mobilenet_v3", 576, 1, "arXiv 1905.02244", build_mobilenet_v3_small,
       kContinuousWidths},
      {"mobilenet_v3_large", "mobilenet_v3", 960, 1, "arXiv 1905.02244", build_mobilenet_v3_large,
       kContinuousWidths},
      {"mnasnet0_5", "mnasnet", 1280, 1, "arXiv 1807.11626", build_mnasnet0_5, kContinuousWidths},
      {"mnasnet1_0", "mnasnet", 1280, 1, "arXiv 1807.11626", build_mnasnet1_0, kContinuousWidths},
      {"mnasnet1_3", "mnasnet", 1280, 1, "arXiv 1807.11626", build_mnasnet1_3, kContinuousWidths},
      {"regnet_y_400mf", "regnet", 440, 1, "arXiv 2003.13678", build_regnet_y_400mf},
      {"regnet_y_800mf", "regnet", 784, 1, "arXiv 2003.13678", build_regnet_y_800mf},
      {"regnet_x_400mf", "regnet", 400, 1, "arXiv 2003.13678", build_regnet_x_400mf},
      {"regnet_x_800mf", "regnet", 672, 1, "arXiv 2003.13678", build_regnet_x_800mf},
      {"convnext_tiny", "convnext", 768, 32, "arXiv 2201.03545", build_convnext_tiny},
      {"convnext_small", "convnext", 768, 32, "arXiv 2201.03545", build_convnext_small},
  };
  return table;
}

const Architecture& architecture(std::string_view name) {
  return find_row(architectures(), "architecture", name);
}

std::vector<std::string> head_names() { return names_of(heads()); }

std::vector<std::string> head_names(std::string_view task) {
  std::vector<std::string> names;
  for (const Head& row : heads()) {
    if (row.task == task) names.push_back(row.name);
  }
  return names;
}

std::string output_name(std::string_view name) { return head(name).output; }
std::vector<std::string> neck_names() { return names_of(necks()); }
std::vector<std::string> unit_names() { return names_of(units()); }

}  // namespace efs::nn
