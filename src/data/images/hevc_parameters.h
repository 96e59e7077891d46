// What HEVC data say of their pictures before one is decoded. Inside data/ only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace efs::data {

/// The beginning of a sequence parameter set (ITU-T H.265, 7.3.2.2).
struct HevcParameters {
  std::int64_t width = 0;  // pixels, as coded
  std::int64_t height = 0;
  /// False: against the standard, so that libde265 prints what it thinks of it.
  bool sound = false;
};

/// Nothing for a unit of another kind. Any bytes are accepted.
std::optional<HevcParameters> hevc_parameters(std::string_view unit);

}  // namespace efs::data
