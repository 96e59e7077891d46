#include "data/labels/image_groups.h"

#include "core/error.h"
#include "core/files/files.h"
#include "data/labels/label_text.h"

namespace efs::data {

std::unordered_map<std::string, std::string> read_groups(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  TextLines lines(text, path.string());
  std::unordered_map<std::string, std::string> groups;
  while (lines.next()) {
    const std::string_view line = lines.line();
    const std::size_t tab = line.find('\t');
    const std::size_t gap = tab != std::string_view::npos ? tab : line.find_last_of(' ');
    const std::string_view id = trimmed(line.substr(0, gap));
    const std::string_view group =
        gap == std::string_view::npos ? "" : trimmed(line.substr(gap + 1));
    if (group.empty() || !usable_image_id(id)) {
      lines.refuse("a line is 'image_id group'", "correct or remove it");
    }
    const auto [entry, is_new] = groups.try_emplace(normalized_image_id(id), group);
    if (!is_new && entry->second != group) {
      lines.refuse("an image is in one group only", "remove this line or the earlier one");
    }
  }
  return groups;
}

void add_groups(std::vector<LabelledImage>& images,
                const std::unordered_map<std::string, std::string>& groups,
                const std::filesystem::path& path) {
  std::size_t named = 0;
  for (LabelledImage& image : images) {
    const auto found = groups.find(normalized_image_id(image.image_id));
    if (found == groups.end()) continue;
    image.group = found->second;
    ++named;
  }
  if (named > 0 || images.empty()) return;
  fail(
      "{}: it names none of the labelled images (the first of these is {}); write their names as "
      "the labels do",
      path.string(), excerpt(images.front().image_id));
}

}  // namespace efs::data
