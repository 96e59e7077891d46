#include <algorithm>
#include <system_error>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "report/source.h"

namespace efs::report {

std::vector<OverlayPicture> load_overlays(const std::filesystem::path& study_folder) {
  const std::filesystem::path index = study_folder / "plots" / "overlays.json";
  if (!std::filesystem::exists(index)) return {};
  std::vector<OverlayPicture> overlays;
  try {
    for (const Json& entry : Json::parse(read_file(index))) {
      overlays.push_back({.path = study_folder / entry.at("file").get<std::string>(),
                          .image_id = entry.at("image_id").get<std::string>(),
                          .iou = entry.at("iou").get<double>(),
                          .worst = entry.at("kind").get<std::string>() == "worst"});
    }
  } catch (const Json::exception& error) {
    fail("{}: not an index of overlay pictures ({}); delete it and run `efs report` again",
         index.string(), error.what());
  }
  return overlays;
}

std::vector<AugmentationSheet> find_augmentation_sheets(const std::filesystem::path& study_folder) {
  const std::string prefix = "augmentation-";
  std::vector<AugmentationSheet> sheets;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(study_folder / "plots", none)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".jpg" && name.starts_with(prefix)) {
      sheets.push_back({entry.path(), name.substr(prefix.size())});
    }
  }
  std::sort(sheets.begin(), sheets.end(),
            [](const auto& a, const auto& b) { return a.policy < b.policy; });
  return sheets;
}

}  // namespace efs::report
