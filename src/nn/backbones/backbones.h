// The backbones, one file a family. Each function adds the layers of torchvision's network of
// that name, up to the feature map that its classifier pools, and returns the last maps at each
// stride; `width` multiplies the network's channels.
#pragma once

#include <vector>

#include "graph/builder.h"
#include "nn/blocks/features.h"

namespace efs::nn {

Features build_alexnet(graph::Builder& builder);
Features build_vgg11(graph::Builder& builder);
Features build_vgg11_bn(graph::Builder& builder);
Features build_resnet18(graph::Builder& builder);
Features build_squeezenet1_0(graph::Builder& builder);
Features build_squeezenet1_1(graph::Builder& builder);
Features build_densenet121(graph::Builder& builder);
Features build_shufflenet_v2_x0_5(graph::Builder& builder);
/// The widths that ShuffleNetV2's paper defines; others have no channels.
std::vector<double> shufflenet_widths();
Features build_shufflenet_v2_x1_0(graph::Builder& builder, double width);
Features build_mobilenet_v2(graph::Builder& builder, double width);
Features build_mobilenet_v3_small(graph::Builder& builder, double width);
Features build_mobilenet_v3_large(graph::Builder& builder, double width);
Features build_mnasnet0_5(graph::Builder& builder, double width);
Features build_mnasnet1_0(graph::Builder& builder, double width);
Features build_mnasnet1_3(graph::Builder& builder, double width);
Features build_regnet_y_400mf(graph::Builder& builder);
Features build_regnet_y_800mf(graph::Builder& builder);
Features build_regnet_x_400mf(graph::Builder& builder);
Features build_regnet_x_800mf(graph::Builder& builder);
Features build_convnext_tiny(graph::Builder& builder);
Features build_convnext_small(graph::Builder& builder);

}  // namespace efs::nn
