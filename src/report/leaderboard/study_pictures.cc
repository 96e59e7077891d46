#include "report/leaderboard/study_pictures.h"

#include <algorithm>
#include <system_error>

#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"

namespace efs::report {
namespace {

constexpr const char* kOverlays = "plots/overlays";
constexpr std::size_t kMostPictures = 200;
constexpr JsonLimits kIndexLimits{.bytes = 1 << 20, .depth = 4, .values = 10'000};

/// Only what lies where the worker draws: another file would be shown to whoever reads the report.
fs::path picture_file(const fs::path& study_folder, const std::string& name,
                      const std::string& index) {
  const fs::path path = path_below(study_folder, name, index);
  if (fs::path(name).lexically_normal().parent_path() == kOverlays) return path;
  fail("{}: '{}' is not in {}, so it is not shown; delete the index and run `efs report` again",
       index, printable(name), kOverlays);
}

std::vector<OverlayPicture> overlays_of(const Json& index, const fs::path& study_folder,
                                        const std::string& name) {
  if (index.size() > kMostPictures) {
    fail("{}: it has {} pictures; a report shows at most {}", name, index.size(), kMostPictures);
  }
  std::vector<OverlayPicture> overlays;
  for (const Json& entry : index) {
    overlays.push_back({.path = picture_file(study_folder, entry.at("file"), name),
                        .image_id = entry.at("image_id").get<std::string>(),
                        .caption = entry.contains("caption")
                                       ? entry.at("caption").get<std::string>()
                                       : fmt::format("IoU {:.3f}", entry.at("iou").get<double>()),
                        .kind = entry.at("kind").get<std::string>()});
  }
  return overlays;
}

}  // namespace

std::vector<OverlayPicture> load_overlays(const fs::path& study_folder) {
  const fs::path index = study_folder / "plots" / "overlays.json";
  std::error_code error;
  if (!fs::exists(index, error)) return {};
  const std::string text = read_file(index, kIndexLimits.bytes);
  try {
    return overlays_of(parse_outside_json(text, index.string(), kIndexLimits), study_folder,
                       index.string());
  } catch (const Json::exception& reason) {
    fail("{}: not an index of overlay pictures ({}); delete it and run `efs report` again",
         index.string(), reason.what());
  }
}

std::vector<AugmentationSheet> find_augmentation_sheets(const fs::path& study_folder) {
  const std::string prefix = "augmentation-";
  std::vector<AugmentationSheet> sheets;
  std::error_code error;
  fs::directory_iterator entry(study_folder / "plots", error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    const std::string name = path.stem().string();
    if (path.extension() != ".jpg" || !name.starts_with(prefix)) continue;
    // Neither a link, which may lead anywhere, nor a pipe, which may never end.
    std::error_code none;
    if (fs::symlink_status(path, none).type() != fs::file_type::regular) continue;
    sheets.push_back({path, name.substr(prefix.size())});
  }
  std::ranges::sort(sheets, {}, &AugmentationSheet::policy);
  if (sheets.size() > kMostPictures) sheets.resize(kMostPictures);
  return sheets;
}

}  // namespace efs::report
