// TensorRT's engines and timings, which take minutes to make, kept between processes. This code does
// not know TensorRT: the files are bytes to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/files/filesystem.h"
#include "core/text/json.h"
#include "device/latency_result.h"

namespace efs::device {

/// What an engine is valid for.
struct EngineKey {
  std::string model_digest;        // SHA-256 of the ONNX file
  std::string precision;           // "fp16"
  std::string tensorrt_version;    // "8.2.1"
  std::string gpu;                 // its name
  std::string compute_capability;  // "5.3"
};

class EngineCache {
 public:
  /// `tell` is told of a file that is damaged or cannot be written. Neither is an error: an engine
  /// can be built anew.
  explicit EngineCache(fs::path folder, MeasurementProgress tell = {},
                       std::uint64_t most_bytes = std::uint64_t{2} << 30);

  /// Nothing: it was never built, or the file is damaged.
  std::optional<std::string> engine(const EngineKey& key) const { return find(engine_key(key)); }
  void keep_engine(const EngineKey& key, std::string_view bytes) const {
    keep(engine_key(key), bytes);
  }

  /// The times of the kernels that were tried on this GPU, for any model.
  std::optional<std::string> timings(const EngineKey& key) const { return find(timings_key(key)); }
  void keep_timings(const EngineKey& key, std::string_view bytes) const {
    keep(timings_key(key), bytes);
  }

 private:
  static Json engine_key(const EngineKey& key);
  static Json timings_key(const EngineKey& key);
  std::optional<std::string> find(const Json& key) const;
  void keep(const Json& key, std::string_view bytes) const;
  fs::path file_of(const Json& key) const;

  fs::path folder_;
  MeasurementProgress tell_;
  std::uint64_t most_bytes_;
};

}  // namespace efs::device
