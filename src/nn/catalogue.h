// The table of architectures that can be searched over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nn/backbones/architecture.h"

namespace efs::nn {

/// The original's 21, in its order.
const std::vector<Architecture>& architectures();
/// UsageError offers the nearest name.
const Architecture& architecture(std::string_view name);

/// All heads; docs/networks.md describes them. "none" is the feature map itself.
std::vector<std::string> head_names();
/// Those of a task: "single", output [4], xmin ymin xmax ymax relative to the image; "faces", output
/// [N,5] (graph::DecodeFaces).
std::vector<std::string> head_names(std::string_view task);
/// What the output is called in a model file: "box", "faces" or "features". UsageError: no such head.
std::string output_name(std::string_view head);
/// "none" (maps as they are), "merge" (each with the next deeper one), "pyramid" (with all deeper
/// ones).
std::vector<std::string> neck_names();
/// What DenseOptions::head_conv may be.
std::vector<std::string> unit_names();

}  // namespace efs::nn
