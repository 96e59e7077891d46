// Which tensors of a detector belong to its backbone.
#pragma once

#include <string_view>

namespace efs::train {

/// Whether a tensor of this state-dict name is neither the head's nor the neck's
/// (docs/architecture.md, "Parameter names").
inline bool is_backbone(std::string_view name) {
  return !name.starts_with("head.") && !name.starts_with("neck.");
}

}  // namespace efs::train
