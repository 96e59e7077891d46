// The backbones, one file a family. Each function adds the layers of torchvision's network of
// that name, up to the feature map that its classifier pools, and returns that map.
#pragma once

#include "graph/builder.h"

namespace efs::nn {

graph::NodeId build_alexnet(graph::Builder& builder);
graph::NodeId build_vgg11(graph::Builder& builder);
graph::NodeId build_vgg11_bn(graph::Builder& builder);
graph::NodeId build_resnet18(graph::Builder& builder);
graph::NodeId build_squeezenet1_0(graph::Builder& builder);
graph::NodeId build_squeezenet1_1(graph::Builder& builder);
graph::NodeId build_densenet121(graph::Builder& builder);
graph::NodeId build_shufflenet_v2_x0_5(graph::Builder& builder);
graph::NodeId build_shufflenet_v2_x1_0(graph::Builder& builder);
graph::NodeId build_mobilenet_v2(graph::Builder& builder);
graph::NodeId build_mobilenet_v3_small(graph::Builder& builder);
graph::NodeId build_mobilenet_v3_large(graph::Builder& builder);
graph::NodeId build_mnasnet0_5(graph::Builder& builder);
graph::NodeId build_mnasnet1_0(graph::Builder& builder);
graph::NodeId build_mnasnet1_3(graph::Builder& builder);
graph::NodeId build_regnet_y_400mf(graph::Builder& builder);
graph::NodeId build_regnet_y_800mf(graph::Builder& builder);
graph::NodeId build_regnet_x_400mf(graph::Builder& builder);
graph::NodeId build_regnet_x_800mf(graph::Builder& builder);
graph::NodeId build_convnext_tiny(graph::Builder& builder);
graph::NodeId build_convnext_small(graph::Builder& builder);

}  // namespace efs::nn
