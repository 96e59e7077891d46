#include "data/labels/class_files.h"

#include <algorithm>
#include <set>

#include "core/files/files.h"
#include "core/text/text_parts.h"
#include "data/images/picture_files.h"
#include "data/labels/label_text.h"

namespace efs::data {

namespace fs = std::filesystem;

std::map<std::string, std::string> class_names_beside(const fs::path& folder) {
  constexpr const char* kFiles[] = {"classes.txt", "obj.names", "_darknet.labels", "classes.names"};
  std::map<std::string, std::string> names;
  for (const fs::path& place : {folder, folder.parent_path()}) {
    for (const char* file : kFiles) {
      if (!is_file(place / file)) continue;
      const std::string text = read_file(place / file, std::size_t{1} << 20);
      TextLines lines(text, file);
      while (lines.next()) names[std::to_string(names.size())] = lines.line();
      return names;
    }
  }
  return names;
}

bool is_side_file(const fs::path& path) {
  static const std::set<std::string> kNames = {
      "classes.txt",  "predefined_classes.txt", "notes.json", "labelmap.txt",
      "_classes.csv", "requirements.txt",       "license.txt"};
  const std::string name = lower_case(path.filename().string());
  return kNames.contains(name) || name.starts_with("readme");
}

fs::path absolute_folder(const fs::path& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() || path == path.root_path() ? path : path.parent_path();
}

fs::path common_folder(const fs::path& a, const fs::path& b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  fs::path common;
  for (auto part = a.begin(); part != end; ++part) common /= *part;
  return common;
}

}  // namespace efs::data
