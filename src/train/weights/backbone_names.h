// Which tensors of a detector are its backbone's.
#pragma once

#include <string_view>

namespace efs::train {

/// Of a state-dict name: not the head's and not the neck's (docs/architecture.md, "Parameter
/// names").
inline bool is_backbone(std::string_view name) {
  return !name.starts_with("head.") && !name.starts_with("neck.");
}

}  // namespace efs::train
