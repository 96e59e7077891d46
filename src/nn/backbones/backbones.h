// The backbones, one file a family. Each function adds the layers of torchvision's network of that
// name, up to the feature map that its classifier pools, and returns the last maps at each stride.
#pragma once

#include <vector>

#include "graph/builder.h"
#include "nn/blocks/features.h"

namespace efs::nn {

/// `width` multiplies the network's channels; a network of one width ignores it.
using Backbone = Features(graph::Builder& builder, double width);

Backbone build_alexnet;
Backbone build_vgg11, build_vgg11_bn;
Backbone build_resnet18;
Backbone build_squeezenet1_0, build_squeezenet1_1;
Backbone build_densenet121;
Backbone build_shufflenet_v2_x0_5, build_shufflenet_v2_x1_0;
Backbone build_mobilenet_v2;
Backbone build_mobilenet_v3_small, build_mobilenet_v3_large;
Backbone build_mnasnet0_5, build_mnasnet1_0, build_mnasnet1_3;
Backbone build_regnet_y_400mf, build_regnet_y_800mf, build_regnet_x_400mf, build_regnet_x_800mf;
Backbone build_convnext_tiny, build_convnext_small;

/// The widths that ShuffleNetV2's paper defines; others have no channels.
std::vector<double> shufflenet_widths();

}  // namespace efs::nn
