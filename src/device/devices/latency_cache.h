// Measurements kept between studies: one JSON file each, named by the measurement's key.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "device/latency.h"

namespace efs::device {

/// Measurements of the same key are the same.
struct LatencyKey {
  std::string model_digest;
  std::string runtime;
  std::string runtime_version;
  std::string precision;
  int threads = 1;
  std::string device;
};

class LatencyCache {
 public:
  explicit LatencyCache(std::filesystem::path folder);
  /// Nothing: it was never measured, or the file is damaged (then it is measured again).
  std::optional<LatencyResult> find(const LatencyKey& key) const;
  /// Keeps a result whether it converged or not (it says so): two studies to be compared must get
  /// the same number for the same network.
  void store(const LatencyKey& key, const LatencyResult& result) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace efs::device
