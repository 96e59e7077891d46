// The number format that a network is trained in. torch-free.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::train {

enum class Precision {
  kFloat32,
  kBfloat16,  // the backbone's activations and products; parameters, head and loss stay float32
  kAuto,      // the faster of the two on this machine, as measured
};

/// "fp32", "bf16", "auto".
const std::vector<std::string>& precision_names();
std::string to_string(Precision precision);
/// UsageError offers the nearest name.
Precision precision_of(std::string_view name);

}  // namespace efs::train
