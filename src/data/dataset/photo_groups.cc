#include "data/dataset/photo_groups.h"

#include <unordered_map>

#include "core/files/files.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// Disjoint sets of names.
class UnionFind {
 public:
  /// A number that all names of the set have; a new name is a set of its own.
  std::size_t root(const std::string& name) {
    const auto [entry, is_new] = nodes_.try_emplace(name, parent_.size());
    if (is_new) parent_.push_back(entry->second);
    std::size_t node = entry->second;
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }

  void join(const std::string& a, const std::string& b) {
    const std::size_t joined = root(a);
    parent_[root(b)] = joined;
  }

 private:
  std::unordered_map<std::string, std::size_t> nodes_;
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<ImageIdPair> read_near_duplicates(const std::filesystem::path& path) {
  if (path.empty()) return {};
  const std::string text = read_file(path);
  TextLines lines(text, path.string());
  std::vector<ImageIdPair> pairs;
  while (lines.next()) {
    std::vector<std::string_view> ids = words(lines.line());
    const std::size_t tab = lines.line().find('\t');
    if (ids.size() != 2 && tab != std::string_view::npos) {
      ids = {trimmed(lines.line().substr(0, tab)), trimmed(lines.line().substr(tab + 1))};
    }
    if (ids.size() != 2 || !usable_image_id(ids[0]) || !usable_image_id(ids[1])) {
      lines.refuse("a line names two images that show the same photograph",
                   "correct or remove it (names with blanks are separated by a tab)");
    }
    pairs.emplace_back(normalized_image_id(ids[0]), normalized_image_id(ids[1]));
  }
  return pairs;
}

std::vector<std::size_t> group_photographs(std::span<const Photograph> photographs,
                                           std::span<const ImageIdPair> near_duplicates) {
  UnionFind sets;
  for (const auto& [a, b] : near_duplicates) sets.join(a, b);
  for (const Photograph& photograph : photographs) {
    // No image's name has a line break, so none is taken for a digest or a group.
    const std::string id = normalized_image_id(photograph.image_id);
    sets.join(id, "\n" + photograph.file_digest);
    if (!photograph.group.empty()) sets.join(id, "\n\n" + photograph.group);
  }
  std::unordered_map<std::size_t, std::size_t> number_of_root;
  std::vector<std::size_t> groups;
  for (const Photograph& photograph : photographs) {
    const std::size_t root = sets.root(normalized_image_id(photograph.image_id));
    groups.push_back(number_of_root.try_emplace(root, number_of_root.size()).first->second);
  }
  return groups;
}

}  // namespace efs::data
