// Files beside labels, such as the names of classes; and folders that paths have in common. Inside
// data/ only.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace efs::data {

/// By their numbers, from classes.txt, obj.names or _darknet.labels in the folder or in the one
/// above: a name a line. Empty where there is none.
std::map<std::string, std::string> class_names_beside(const std::filesystem::path& folder);

/// True for files that tools write beside labels, and that label nothing: classes.txt, README...
bool is_side_file(const std::filesystem::path& path);

/// Absolute and normal, without a slash at its end.
std::filesystem::path absolute_folder(const std::filesystem::path& folder);

/// The deepest folder that holds both.
std::filesystem::path common_folder(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace efs::data
