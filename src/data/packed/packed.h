// The packed data set: decoded and resized once, then mapped into memory by every trial.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "detect/box.h"

namespace efs::data {

/// One sample as training sees it.
struct PackedSample {
  /// RGB, [side, side, 3], whole image resized (bilinear, no letterbox).
  std::span<const std::uint8_t> pixels;
  int side = 0;     // train_side() in the training part, input() in the validation part
  detect::Box box;  // pixels of the image as stored, or of the part of it that the sample shows
  int image_width = 0;
  int image_height = 0;
  std::string image_id;

  detect::RelativeBox relative_box() const {
    return detect::to_relative(box, image_width, image_height);
  }
};

enum class Part { kTrain, kValidation };

/// A mapped packed file: versioned; digest of its sources in the header. Samples are indexed
/// within a part, in data-set order; in the training part the crops follow the whole images.
class PackedDataset {
 public:
  /// Error: missing, truncated, of another version (the message says how to rebuild it).
  explicit PackedDataset(const std::filesystem::path& path);
  ~PackedDataset();
  PackedDataset(PackedDataset&&) noexcept;
  PackedDataset& operator=(PackedDataset&&) noexcept;

  int input() const;       // side of the validation images, pixels
  int train_side() const;  // side of the training images, at least input()
  std::string dataset_digest() const;
  std::size_t size(Part part) const;
  PackedSample sample(Part part, std::size_t index) const;
  /// What was read of the file leaves the process's memory: however large the data set, a process
  /// holds a batch of it. Samples stay valid.
  void forget() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace efs::data
