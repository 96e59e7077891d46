// The packed data set: decoded and resized once, then mapped into memory by every trial.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/files/files.h"
#include "data/packed/packed_format.h"
#include "detect/box.h"
#include "detect/placement.h"

namespace efs::data {

/// One sample as training sees it.
struct PackedSample {
  /// RGB, [height, width, 3]. Validation images fill the input as its fit says, padding included.
  /// Training images are never padded: stretched they fill train_size(), letterboxed they keep
  /// their aspect ratio and are at most train_side() long.
  std::span<const std::uint8_t> pixels;
  int width = 0;
  int height = 0;
  detect::Fit fit = detect::Fit::kStretch;  // how the image lies in these pixels
  // Pixels of the image as stored, or of the part of it that the sample shows.
  std::vector<detect::Box> faces;
  std::vector<detect::Box> ignored;
  int image_width = 0;
  int image_height = 0;
  std::string image_id;

  /// The box of the only face. Error: there is none, or there are several.
  detect::RelativeBox relative_box() const;
  /// Carries boxes from the image to these pixels.
  detect::Placement placement() const {
    return detect::place({image_width, image_height}, {width, height}, fit);
  }
};

enum class Part { kTrain, kValidation };

/// A mapped packed file. Samples are indexed within a part, in data-set order; in the training part
/// the crops follow the whole images.
class PackedDataset {
 public:
  /// Error: missing, truncated or of another version; the message says how to rebuild it.
  explicit PackedDataset(const std::filesystem::path& path);

  /// Size of the validation images, pixels.
  ImageSize input() const { return view_.input(); }
  detect::Fit fit() const { return view_.fit(); }
  /// False if the images may have any number of faces (FaceRule::kAll).
  bool is_single() const { return view_.header.is_single != 0; }
  /// Longer side of the training images, pixels; letterboxed smaller photographs stay smaller. At
  /// least the longer side of input().
  int train_side() const { return static_cast<int>(view_.header.train_side); }
  std::string dataset_digest() const;
  std::size_t size(Part part) const;
  PackedSample sample(Part part, std::size_t index) const;
  /// Releases the memory of what was read, so that a process holds one batch however large the data
  /// set is. Samples stay valid.
  void forget() const { file_.forget(); }

 private:
  MappedFile file_;
  PackedView view_;
};

}  // namespace efs::data
