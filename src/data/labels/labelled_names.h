// Finds the images of a label file by the names that other files give them. No OpenCV.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/detections_file.h"
#include "data/sample.h"

namespace efs::data {

class LabelledNames {
 public:
  /// `folder`: what the images' ids are relative to.
  LabelledNames(std::filesystem::path folder, const std::vector<LabelledImage>& images);

  /// The id, as in the label file, of the image that `name` names: as the label file does, or by a
  /// path from the working folder, as that of `efs predict`. Links are not followed.
  std::optional<std::string> find(const std::string& name) const;
  /// The id that was probably meant: of the same file in another folder, or the most similar one.
  std::optional<std::string> nearest(const std::string& name) const;

 private:
  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::string> id_of_;  // by absolute path
};

/// By the images' ids in the label file.
using DetectionsByImage = std::map<std::string, std::vector<detect::Detection>>;

/// Error "FILE:LINE: rule; cure" for an image that the label file does not name.
DetectionsByImage by_labelled_image(std::vector<ImageDetections> found, const LabelledNames& names,
                                    const std::string& file_name);

}  // namespace efs::data
