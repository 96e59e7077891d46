#include "nn/catalogue.h"

#include "core/error.h"
#include "core/text/spelling.h"
#include "nn/backbones/backbones.h"
#include "nn/heads/heads.h"
#include "nn/necks/necks.h"

namespace efs::nn {

namespace {

/// A backbone that has only its own width.
template <Features (*kBuild)(graph::Builder&)>
Features at_width_one(graph::Builder& builder, double) {
  return kBuild(builder);
}

}  // namespace

const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> table = {
      {"alexnet", "alexnet", 256, 63, "arXiv 1404.5997", {}, &at_width_one<build_alexnet>},
      {"vgg11", "vgg", 512, 32, "arXiv 1409.1556", {}, &at_width_one<build_vgg11>},
      {"vgg11_bn", "vgg", 512, 32, "arXiv 1409.1556", {}, &at_width_one<build_vgg11_bn>},
      {"resnet18", "resnet", 512, 1, "arXiv 1512.03385", {}, &at_width_one<build_resnet18>},
      {"squeezenet1_0",
       "squeezenet",
       512,
       21,
       "arXiv 1602.07360",
       {},
       &at_width_one<build_squeezenet1_0>},
      {"squeezenet1_1",
       "squeezenet",
       512,
       17,
       "arXiv 1602.07360",
       {},
       &at_width_one<build_squeezenet1_1>},
      {"densenet121",
       "densenet",
       1024,
       29,
       "arXiv 1608.06993",
       {},
       &at_width_one<build_densenet121>},
      {"shufflenet_v2_x0_5",
       "shufflenet",
       1024,
       1,
       "arXiv 1807.11164",
       {},
       &at_width_one<build_shufflenet_v2_x0_5>},
      {"shufflenet_v2_x1_0",
       "shufflenet",
       1024,
       1,
       "arXiv 1807.11164",
       {.listed = shufflenet_widths()},
       &build_shufflenet_v2_x1_0},
      {"mobilenet_v2", "mobilenet_v2", 1280, 1, "arXiv 1801.04381", kContinuousWidths,
       &build_mobilenet_v2},
      {"mobilenet_v3_small", "mobilenet_v3", 576, 1, "arXiv 1905.02244", kContinuousWidths,
       &build_mobilenet_v3_small},
      {"mobilenet_v3_large", "mobilenet_v3", 960, 1, "arXiv 1905.02244", kContinuousWidths,
       &build_mobilenet_v3_large},
      {"mnasnet0_5", "mnasnet", 1280, 1, "arXiv 1807.11626", kContinuousWidths, &build_mnasnet0_5},
      {"mnasnet1_0", "mnasnet", 1280, 1, "arXiv 1807.11626", kContinuousWidths, &build_mnasnet1_0},
      {"mnasnet1_3", "mnasnet", 1280, 1, "arXiv 1807.11626", kContinuousWidths, &build_mnasnet1_3},
      {"regnet_y_400mf",
       "regnet",
       440,
       1,
       "arXiv 2003.13678",
       {},
       &at_width_one<build_regnet_y_400mf>},
      {"regnet_y_800mf",
       "regnet",
       784,
       1,
       "arXiv 2003.13678",
       {},
       &at_width_one<build_regnet_y_800mf>},
      {"regnet_x_400mf",
       "regnet",
       400,
       1,
       "arXiv 2003.13678",
       {},
       &at_width_one<build_regnet_x_400mf>},
      {"regnet_x_800mf",
       "regnet",
       672,
       1,
       "arXiv 2003.13678",
       {},
       &at_width_one<build_regnet_x_800mf>},
      {"convnext_tiny",
       "convnext",
       768,
       32,
       "arXiv 2201.03545",
       {},
       &at_width_one<build_convnext_tiny>},
      {"convnext_small",
       "convnext",
       768,
       32,
       "arXiv 2201.03545",
       {},
       &at_width_one<build_convnext_small>},
  };
  return table;
}

const Architecture& architecture(std::string_view name) {
  std::vector<std::string> names;
  for (const Architecture& row : architectures()) {
    if (row.name == name) return row;
    names.push_back(row.name);
  }
  throw UsageError(unknown_name_message("architecture", name, names));
}

std::vector<std::string> head_names() {
  std::vector<std::string> names;
  for (const Head& row : heads()) names.push_back(row.name);
  return names;
}

std::vector<std::string> neck_names() {
  std::vector<std::string> names;
  for (const Neck& row : necks()) names.push_back(row.name);
  return names;
}

}  // namespace efs::nn
