#include "core/config/config_node.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/text_parts.h"

namespace efs::config {
namespace {

// Far above any configuration; aliases could otherwise expand without end.
constexpr int kMaxDepth = 50;
constexpr int kMaxNodes = 100000;
constexpr std::size_t kMostBytes = std::size_t{8} << 20;

std::string position(const std::string& name, const YAML::Mark& mark) {
  if (mark.is_null()) return name;
  return fmt::format("{}:{}:{}", name, mark.line + 1, mark.column + 1);
}

/// Its texts reach the terminal, and other programs' command lines.
void refuse_control(const std::string& text, const std::string& where) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    const bool c1 = byte == 0xC2 && next >= 0x80 && next < 0xA0;
    if ((byte >= 0x20 || byte == '\n' || byte == '\t') && byte != 0x7F && !c1) continue;
    fail_usage("{}: there is a control character in '{}'; remove it", where, printable(text, 100));
  }
}

/// Copies yaml-cpp's tree into ours.
class Reader {
 public:
  /// With `in_file` false every position is just `name`.
  Reader(std::string name, bool in_file) : name_(std::move(name)), in_file_(in_file) {}

  NodePtr read(const YAML::Node& source, const std::string& key, const std::string& path,
               const std::string& where, int depth = 0) {
    if (depth > kMaxDepth || ++count_ > kMaxNodes) {
      fail_usage("{}: nested too deeply, or an alias that contains itself", where);
    }
    auto node = std::make_shared<Node>(Node{.key = key, .path = path, .where = where});
    if (source.IsScalar()) {
      node->kind = Kind::kScalar;
      node->scalar = source.Scalar();
      refuse_control(node->scalar, where);
    } else if (source.IsSequence()) {
      read_list(source, *node, depth);
    } else if (source.IsMap()) {
      read_map(source, *node, depth);
    }
    return node;
  }

  std::string where(const YAML::Node& node) const {
    return in_file_ ? position(name_, node.Mark()) : name_;
  }

 private:
  void read_list(const YAML::Node& source, Node& node, int depth) {
    node.kind = Kind::kList;
    for (const YAML::Node& element : source) {
      const std::string path = fmt::format("{}[{}]", node.path, node.children.size());
      node.children.push_back(read(element, "", path, where(element), depth + 1));
    }
  }

  void read_map(const YAML::Node& source, Node& node, int depth) {
    node.kind = Kind::kMap;
    std::unordered_map<std::string, std::string> seen;  // -> position
    for (const auto& entry : source) {
      const std::string at = where(entry.first);
      if (!entry.first.IsScalar()) fail_usage("{}: a key must be a plain name", at);
      const std::string key = entry.first.Scalar();
      refuse_control(key, at);
      const std::string path = node.path_to(key);
      const auto [first, is_new] = seen.emplace(key, at);
      if (!is_new) {
        fail_usage("{}: duplicate key '{}', first given at {}; keep one of them", at, path,
                   first->second);
      }
      node.children.push_back(read(entry.second, key, path, at, depth + 1));
    }
  }

  std::string name_;
  bool in_file_;
  int count_ = 0;
};

/// Notes whether a document holds anything.
class ContentWatch : public YAML::EventHandler {
 public:
  bool has_content = false;

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {
    has_content = true;
  }
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {
    has_content = true;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    has_content = true;
  }
  void OnMapEnd() override {}
};

/// Counted one by one: yaml-cpp's LoadAll() finds documents without end where a ',' stands outside of
/// brackets, for it neither takes it nor refuses it.
void require_one_document(const std::string& text, const std::string& name) {
  constexpr int kMostCounted = 100;
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  int documents = 0;
  bool has_content = false;
  for (; documents < kMostCounted; ++documents) {
    ContentWatch watch;
    if (!parser.HandleNextDocument(watch)) break;
    has_content = documents > 0 ? has_content || watch.has_content : false;
  }
  if (documents < 2) return;
  if (documents == kMostCounted && !has_content) {
    fail_usage("{}: this is not valid YAML: a ',' or a bracket stands where no list is", name);
  }
  fail_usage("{}: holds {} YAML documents; a configuration is one (remove the '---' lines)", name,
             documents);
}

/// The map under `parent` that an override's path goes through, made where it is missing.
NodePtr descend(const NodePtr& parent, const std::string& key, const std::string& assignment) {
  NodePtr child = parent->find(key);
  if (child == nullptr) child = parent->add_missing(key);
  if (child->kind == Kind::kList) {
    fail_usage(
        "command line: '{}': {} is a list, whose elements are not addressed; give the "
        "whole list, {}=[...]",
        assignment, child->path, child->path);
  }
  if (child->kind == Kind::kScalar) {
    fail_usage("command line: '{}': {} is a single value ({}), not a section", assignment,
               child->path, child->where);
  }
  if (child->kind == Kind::kEmpty || !child->given) child->where = "command line";
  child->kind = Kind::kMap;
  child->given = true;
  return child;
}

}  // namespace

NodePtr Node::find(const std::string& name) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const NodePtr& child) { return child->key == name; });
  return found == children.end() || kind != Kind::kMap ? nullptr : *found;
}

NodePtr Node::add_missing(const std::string& name) {
  children.push_back(std::make_shared<Node>(Node{
      .kind = Kind::kMap, .key = name, .path = path_to(name), .where = where, .given = false}));
  return children.back();
}

std::string Node::path_to(const std::string& name) const {
  return path.empty() ? name : path + "." + name;
}

NodePtr parse_yaml(const std::string& text, const std::string& name) {
  if (text.size() > kMostBytes) {
    fail_usage("{}: {} bytes, which no configuration has (at most {})", name, text.size(),
               kMostBytes);
  }
  YAML::Node document;
  try {
    require_one_document(text, name);
    document = YAML::Load(text);
  } catch (const YAML::Exception& error) {
    fail_usage("{}: this is not valid YAML: {}", position(name, error.mark), error.msg);
  }
  if (document.IsNull()) {
    return std::make_shared<Node>(Node{.kind = Kind::kMap, .where = name});
  }
  Reader reader(name, true);
  const NodePtr root = reader.read(document, "", "", reader.where(document));
  if (root->kind != Kind::kMap) {
    fail_usage("{}: a configuration is a map of 'key: value' lines; this is {}", root->where,
               describe(*root));
  }
  return root;
}

void apply_override(const NodePtr& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  const auto keys = split(assignment.substr(0, equals), '.');
  if (equals == std::string::npos || std::ranges::count(keys, "") > 0) {
    fail_usage(
        "command line: '{}' is not an override; write key.path=value, for example "
        "space.learning_rate=[0.001, 0.0001]",
        assignment);
  }
  YAML::Node value;
  try {
    value = YAML::Load(assignment.substr(equals + 1));
  } catch (const YAML::Exception& error) {
    fail_usage(
        "command line: '{}': the value is not valid YAML: {} (quote text that holds any of "
        "[ ] {{ }} : # *)",
        assignment, error.msg);
  }
  NodePtr parent = root;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) parent = descend(parent, keys[i], assignment);

  const std::string path = parent->path_to(keys.back());
  NodePtr node = Reader("command line", false).read(value, keys.back(), path, "command line");
  const NodePtr old = parent->find(keys.back());
  if (old == nullptr) {
    parent->children.push_back(std::move(node));
  } else {
    *old = std::move(*node);
  }
}

std::string describe(const Node& node) {
  if (node.kind == Kind::kScalar) return fmt::format("'{}'", node.scalar);
  return node.kind == Kind::kEmpty ? "empty" : node.kind == Kind::kList ? "a list" : "a section";
}

}  // namespace efs::config
