// The packed data set: decoded and resized once, then mapped into memory by every trial.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "data/box.h"
#include "data/dataset.h"

namespace efs::data {

/// One sample as training sees it.
struct PackedSample {
  /// RGB, [input, input, 3], whole image resized (bilinear, no letterbox).
  std::span<const std::uint8_t> pixels;
  Box box;  // pixels of the image as stored
  int image_width = 0;
  int image_height = 0;
  std::string image_id;
};

enum class Part { kTrain, kValidation };

/// A mapped packed file: versioned; digest of its sources in the header. Samples are indexed
/// within a part, in data-set order.
class PackedDataset {
 public:
  /// Error: missing, truncated, of another version (the message says how to rebuild it).
  explicit PackedDataset(const std::filesystem::path& path);
  ~PackedDataset();
  PackedDataset(PackedDataset&&) noexcept;
  PackedDataset& operator=(PackedDataset&&) noexcept;

  int input() const;  // side in pixels
  std::string dataset_digest() const;
  std::size_t size(Part part) const;
  PackedSample sample(Part part, std::size_t index) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes the packed file for this input size, atomically.
void write_packed(const Dataset& dataset, int input, const std::filesystem::path& path);

/// Opens `folder`/<digest>-<input>.efspack, writing it first if it is missing or stale.
PackedDataset open_or_pack(const Dataset& dataset, int input, const std::filesystem::path& folder);

}  // namespace efs::data
