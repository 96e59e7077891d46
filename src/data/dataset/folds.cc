#include "data/dataset/folds.h"

#include "core/files/files.h"
#include "data/labels/label_text.h"

namespace efs::data {

std::unordered_map<std::string, int> read_folds(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  TextLines lines(text, path.string());
  std::unordered_map<std::string, int> folds;
  while (lines.next()) {
    const std::string_view line = lines.line();
    const std::size_t blank = line.find_last_of(" \t");
    const bool has_both = blank != std::string_view::npos;
    const std::optional<int> fold = parse_count(has_both ? line.substr(blank + 1) : "");
    const std::string_view id = has_both ? trimmed(line.substr(0, blank)) : "";
    if (!fold || !usable_image_id(id)) {
      lines.refuse("a line is 'image_id fold' with an integer fold", "correct or remove it");
    }
    const auto [entry, is_new] = folds.try_emplace(normalized_image_id(id), *fold);
    if (!is_new && entry->second != *fold) {
      lines.refuse("an image is in one fold only", "remove this line or the earlier one");
    }
  }
  return folds;
}

}  // namespace efs::data
