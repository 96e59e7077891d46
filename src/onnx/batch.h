// How many images one run of a model file takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace efs::onnx {

/// The first dimension of a file's input and outputs.
struct Batch {
  /// Nothing: as many as a run gives; the dimension is named "batch" in the file.
  std::optional<std::int64_t> size = 1;

  bool is_dynamic() const { return !size; }
  bool operator==(const Batch&) const = default;
};

/// "1", "8", "dynamic".
std::string to_string(const Batch& batch);
/// UsageError: neither "dynamic" nor a whole number from 1 on.
Batch batch_of(std::string_view text);

}  // namespace efs::onnx
