// The pictures that a study folder holds for its report.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace efs::report {

/// A validation image with the true and the predicted box drawn into it.
struct OverlayPicture {
  std::filesystem::path path;  // JPEG or PNG
  std::string image_id;
  double iou = 0.0;
  bool worst = false;  // one of the largest errors; otherwise a random sample
};

/// Augmented training images with their boxes, many in one picture.
struct AugmentationSheet {
  std::filesystem::path path;  // JPEG
  std::string policy;          // "strong"
};

/// Reads STUDY/plots/overlays.json, which the worker writes:
///   [{"file": "plots/overlays/000.jpg", "image_id": "a.jpg", "iou": 0.83, "kind": "sample"}]
/// with kind "sample" or "worst" and files relative to the study folder. Nothing when there is no
/// index; Error when it does not parse.
std::vector<OverlayPicture> load_overlays(const std::filesystem::path& study_folder);

/// The files STUDY/plots/augmentation-POLICY.jpg, by policy.
std::vector<AugmentationSheet> find_augmentation_sheets(const std::filesystem::path& study_folder);

}  // namespace efs::report
