#include "data/dataset/photo_groups.h"

#include <numeric>
#include <unordered_map>

#include "core/files/files.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

class UnionFind {
 public:
  std::size_t add() {
    parent_.push_back(parent_.size());
    return parent_.size() - 1;
  }
  std::size_t root(std::size_t node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }
  void join(std::size_t a, std::size_t b) { parent_[root(b)] = root(a); }

 private:
  std::vector<std::size_t> parent_;
};

/// One node per distinct text.
class NamedNodes {
 public:
  explicit NamedNodes(UnionFind& sets) : sets_(sets) {}
  std::size_t operator[](const std::string& name) {
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) return found->second;
    return nodes_[name] = sets_.add();
  }

 private:
  UnionFind& sets_;
  std::unordered_map<std::string, std::size_t> nodes_;
};

}  // namespace

std::vector<ImageIdPair> read_near_duplicates(const std::filesystem::path& path) {
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

std::vector<std::size_t> group_same_photographs(std::span<const std::string> image_ids,
                                                std::span<const std::string> file_digests,
                                                std::span<const ImageIdPair> near_duplicates) {
  UnionFind sets;
  NamedNodes by_id(sets);
  NamedNodes by_digest(sets);
  for (const auto& [a, b] : near_duplicates) sets.join(by_id[a], by_id[b]);
  for (std::size_t i = 0; i < image_ids.size(); ++i) {
    sets.join(by_id[normalized_image_id(image_ids[i])], by_digest[file_digests[i]]);
  }
  std::unordered_map<std::size_t, std::size_t> number_of_root;
  std::vector<std::size_t> groups;
  for (const std::string& id : image_ids) {
    const std::size_t root = sets.root(by_id[normalized_image_id(id)]);
    groups.push_back(number_of_root.try_emplace(root, number_of_root.size()).first->second);
  }
  return groups;
}

}  // namespace efs::data
