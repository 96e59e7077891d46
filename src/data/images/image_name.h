// What a file's name says about whether it is a picture.
#pragma once

#include <filesystem>
#include <string>

namespace efs::data {

/// ".jpg" of "a/B.JPG"; empty: it has none.
std::string lower_suffix(const std::filesystem::path& path);

/// By its suffix, in any case: formats that are read, and those that people have and are not.
bool has_image_suffix(const std::filesystem::path& path);

}  // namespace efs::data
