#include "data/images/image_name.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace efs::data {

std::string lower_suffix(const std::filesystem::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return suffix;
}

bool has_image_suffix(const std::filesystem::path& path) {
  static const std::set<std::string> known{
      ".jpg",  ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib",  ".webp", ".tif",
      ".tiff", ".ppm",  ".pgm", ".pbm",  ".pnm", ".pam", ".heic", ".heif", ".hif",
      ".avif", ".gif",  ".jxl", ".jp2",  ".j2k", ".exr", ".hdr",  ".psd",  ".cr2",
      ".cr3",  ".nef",  ".arw", ".dng",  ".orf", ".raf", ".rw2"};
  return known.contains(lower_suffix(path));
}

}  // namespace efs::data
