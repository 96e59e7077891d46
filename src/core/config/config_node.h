// The tree behind Config: YAML with positions, and which of it has been read. Private to core.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace efs::config {

struct Node;
using NodePtr = std::shared_ptr<Node>;

enum class Kind { kEmpty, kScalar, kList, kMap };

/// One value with its key. A section that was asked for but is not in the text is a node too
/// (`given` is false), which remembers the keys that were read.
struct Node {
  Kind kind = Kind::kEmpty;
  std::string key;                 // "" for the root and for list elements
  std::string path;                // "space.learning_rate", "stages[0]"; "" for the root
  std::string where;               // "FILE:LINE:COLUMN" or "command line"
  std::string scalar;              // kScalar
  std::vector<NodePtr> children;   // kList: elements; kMap: values, in the order of the text
  std::vector<std::string> known;  // kMap: keys that somebody asked for
  bool given = true;
  bool read = false;

  /// The child of a map, also one that is not given; null where there is none.
  NodePtr find(const std::string& name) const;
  /// Adds a section that is not given.
  NodePtr add_missing(const std::string& name);
  /// The path of a child of this name.
  std::string path_to(const std::string& name) const;
};

/// UsageError: the text is no YAML map, has a duplicate key or more than one document.
NodePtr parse_yaml(const std::string& text, const std::string& name);

/// Applies "key.path=value"; see Config::override_with.
void apply_override(const NodePtr& root, const std::string& assignment);

/// "a list", for messages.
std::string describe(const Node& node);

}  // namespace efs::config
