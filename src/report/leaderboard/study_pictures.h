// The pictures that a study folder holds for its report.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace efs::report {

/// A validation image with the true and the predicted boxes drawn into it.
struct OverlayPicture {
  std::filesystem::path path;  // JPEG or PNG
  std::string image_id;
  std::string caption;  // "IoU 0.830", "2 found, 1 missed, 0 false alarms"
  std::string kind;     // of kOverlayKinds
};

struct OverlayKind {
  const char* name;
  const char* heading;
};
/// In the order of the page.
inline constexpr OverlayKind kOverlayKinds[] = {{"sample", "A sample"},
                                                {"worst", "The largest errors"},
                                                {"missed", "The most faces missed"},
                                                {"false_alarms", "The most false alarms"}};

/// Augmented training images with their boxes, many in one picture.
struct AugmentationSheet {
  std::filesystem::path path;  // JPEG
  std::string policy;          // "strong"
};

/// Reads STUDY/plots/overlays.json, which the worker writes:
///   [{"file": "plots/overlays/000.jpg", "image_id": "a.jpg", "iou": 0.83, "kind": "sample"}]
/// with "caption" in the place of "iou" for the task faces, and files relative to the study folder.
/// Nothing when there is no index; Error when it does not parse.
std::vector<OverlayPicture> load_overlays(const std::filesystem::path& study_folder);

/// The files STUDY/plots/augmentation-POLICY.jpg, by policy.
std::vector<AugmentationSheet> find_augmentation_sheets(const std::filesystem::path& study_folder);

}  // namespace efs::report
