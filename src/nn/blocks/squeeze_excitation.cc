#include "nn/blocks/squeeze_excitation.h"

namespace efs::nn {

graph::NodeId squeeze_excitation(graph::Builder& builder, const std::string& prefix,
                                 graph::NodeId input, const SqueezeExcitation& options) {
  const auto pointwise = [&options](int channels) {
    return graph::Conv2d{
        .out_channels = channels, .weight_init = kKaimingFanOut, .bias_init = options.bias_init};
  };
  const int channels = static_cast<int>(builder.shape(input)[0]);
  graph::NodeId x = builder.add(prefix + ".avgpool", graph::GlobalAveragePool{}, input);
  x = builder.add(prefix + "." + options.reduce_name, pointwise(options.squeeze_channels), x);
  x = builder.add(prefix + ".activation", graph::Activation{options.activation}, x);
  x = builder.add(prefix + "." + options.expand_name, pointwise(channels), x);
  x = builder.add(prefix + ".scale_activation", graph::Activation{options.gate}, x);
  return builder.add(prefix + ".scale", graph::Multiply{}, {input, x});
}

}  // namespace efs::nn
