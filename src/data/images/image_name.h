// Telling pictures by their file names.
#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace efs::data {

/// ".jpg" for "a/B.JPG"; empty: it has none.
std::string lower_suffix(const std::filesystem::path& path);

/// True for the suffixes of formats that are read, and of those that people have and this program
/// does not read; in upper or lower case.
bool has_image_suffix(const std::filesystem::path& path);

/// The suffixes of most pictures, for a first look.
std::span<const char* const> usual_image_suffixes();

}  // namespace efs::data
