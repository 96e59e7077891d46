#include "data/images/image_name.h"

#include <set>
#include <string>

#include "core/text/text_parts.h"

namespace efs::data {

std::string lower_suffix(const std::filesystem::path& path) {
  return lower_case(path.extension().string());
}

bool has_image_suffix(const std::filesystem::path& path) {
  static const std::set<std::string> known{
      ".jpg",  ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib",  ".webp", ".tif",
      ".tiff", ".ppm",  ".pgm", ".pbm",  ".pnm", ".pam", ".heic", ".heif", ".hif",
      ".avif", ".gif",  ".jxl", ".jp2",  ".j2k", ".exr", ".hdr",  ".psd",  ".cr2",
      ".cr3",  ".nef",  ".arw", ".dng",  ".orf", ".raf", ".rw2"};
  return known.contains(lower_suffix(path));
}

std::span<const char* const> usual_image_suffixes() {
  static constexpr const char* kUsual[] = {".jpg", ".png", ".jpeg", ".JPG"};
  return kUsual;
}

}  // namespace efs::data
