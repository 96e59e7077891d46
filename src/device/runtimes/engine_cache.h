// What TensorRT takes minutes to find out, kept between processes. The folder's files are bytes to
// this code: it does not know TensorRT.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/files/filesystem.h"
#include "core/text/json.h"
#include "device/latency_result.h"

namespace efs::device {

/// What an engine holds for, and nothing else.
struct EngineKey {
  std::string model_digest;        // SHA-256 of the ONNX file
  std::string precision;           // "fp16"
  std::string tensorrt_version;    // "8.2.1"
  std::string gpu;                 // its name
  std::string compute_capability;  // "5.3"
};

class EngineCache {
 public:
  /// `tell` hears of a file that is damaged or cannot be written; neither is an error: an engine
  /// can be built anew.
  explicit EngineCache(fs::path folder, MeasurementProgress tell = {},
                       std::uint64_t most_bytes = std::uint64_t{2} << 30);

  /// Nothing: it was never built, or the file is damaged.
  std::optional<std::string> engine(const EngineKey& key) const;
  void keep_engine(const EngineKey& key, std::string_view bytes) const;

  /// How long each kernel took that was tried on this GPU, for any model.
  std::optional<std::string> timings(const EngineKey& key) const;
  void keep_timings(const EngineKey& key, std::string_view bytes) const;

 private:
  std::optional<std::string> find(const Json& key) const;
  void keep(const Json& key, std::string_view bytes) const;
  /// Removes the files that were not used for longest until `bytes` more fit.
  void make_room(std::uint64_t bytes) const;
  fs::path file_of(const Json& key) const;
  void tell(const std::string& words) const;

  fs::path folder_;
  MeasurementProgress tell_;
  std::uint64_t most_bytes_;
};

/// $XDG_CACHE_HOME/efs/tensorrt or ~/.cache/efs/tensorrt.
fs::path default_engine_cache();

}  // namespace efs::device
