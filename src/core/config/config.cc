#include "core/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/config/config_node.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/text/spelling.h"

namespace efs {
namespace {

using config::Kind;
using config::Node;

/// The whole text as a number, or nothing.
template <typename Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

[[noreturn]] void refuse_value(const Node& node, const std::string& wanted) {
  if (node.kind == Kind::kEmpty) {
    fail_usage("{}: {} has no value; give one ({}) or remove the key", node.where, node.path,
               wanted);
  }
  fail_usage("{}: {} must be {}; it is {}", node.where, node.path, wanted, config::describe(node));
}

std::string to_text(const Node& node) {
  if (node.kind != Kind::kScalar) refuse_value(node, "a single value");
  return node.scalar;
}

double to_real(const Node& node) {
  const auto value = node.kind == Kind::kScalar ? number<double>(node.scalar) : std::nullopt;
  if (!value || !std::isfinite(*value)) refuse_value(node, "a number");
  return *value;
}

std::int64_t to_integer(const Node& node) {
  const auto value = node.kind == Kind::kScalar ? number<std::int64_t>(node.scalar) : std::nullopt;
  if (!value) refuse_value(node, "a whole number");
  return *value;
}

bool to_boolean(const Node& node) {
  std::string text = node.kind == Kind::kScalar ? node.scalar : "";
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  refuse_value(node, "true or false");
}

/// A list's elements, or a single value as a list of one.
template <typename Value>
std::vector<Value> to_list(const Node& node, Value (*convert)(const Node&)) {
  if (node.kind != Kind::kList) return {convert(node)};
  std::vector<Value> values;
  for (const auto& element : node.children) values.push_back(convert(*element));
  return values;
}

void note_known(Node& node, const std::string& key) {
  if (node.kind != Kind::kMap) return;
  if (std::find(node.known.begin(), node.known.end(), key) == node.known.end()) {
    node.known.push_back(key);
  }
}

/// Where in the tree a key of this name is known.
void find_known(const Node& node, const std::string& key, std::vector<std::string>& paths) {
  if (std::find(node.known.begin(), node.known.end(), key) != node.known.end()) {
    paths.push_back(node.path.empty() ? key : node.path + "." + key);
  }
  for (const auto& child : node.children) {
    find_known(*child, key, paths);
    if (node.kind == Kind::kList) break;  // the others have the same keys
  }
}

class Finish {
 public:
  Finish(const Node& root, const KeyAdvice& advice) : root_(root), advice_(advice) {}

  void refuse_unread(const Node& node) const {
    for (const auto& child : node.children) {
      if (!child->given) continue;
      if (node.kind == Kind::kMap && !child->read) {
        fail_usage("{}: {}", child->where, message(node, *child));
      }
      refuse_unread(*child);
    }
  }

 private:
  std::string message(const Node& node, const Node& child) const {
    const auto advised = advice_.find(child.key);
    std::vector<std::string> places;
    if (advised == advice_.end()) {
      find_known(root_, child.key, places);
    } else {
      places = {advised->second};
    }
    if (!places.empty()) {
      return fmt::format("unknown key '{}'; did you mean {}?", child.path,
                         fmt::join(places, " or "));
    }
    const std::string kind = node.path.empty() ? "key" : fmt::format("key in '{}':", node.path);
    return unknown_name_message(kind, child.key, node.known);
  }

  const Node& root_;
  const KeyAdvice& advice_;
};

}  // namespace

Config::Config(std::shared_ptr<Node> node) : node_(std::move(node)) {}

Config Config::parse(const std::string& text, const std::string& name) {
  return Config(config::parse_yaml(text, name));
}

Config Config::load(const std::filesystem::path& path) {
  constexpr std::size_t kFarTooMuch = std::size_t{64} << 20;
  return parse(read_file(path, kFarTooMuch), path.string());
}

void Config::override_with(const std::string& assignment) {
  config::apply_override(node_, assignment);
}

Node* Config::ask(const std::string& key) {
  note_known(*node_, key);
  const auto child = node_->find(key);
  if (child == nullptr || !child->given) return nullptr;
  child->read = true;
  return child.get();
}

std::string Config::text(const std::string& key, const std::string& fallback) {
  const Node* node = ask(key);
  return node == nullptr ? fallback : to_text(*node);
}

std::int64_t Config::integer(const std::string& key, std::int64_t fallback, std::int64_t low,
                             std::int64_t high) {
  const Node* node = ask(key);
  if (node == nullptr) return fallback;
  const std::int64_t value = to_integer(*node);
  if (value < low || value > high) {
    refuse_value(*node, fmt::format("a whole number from {} to {}", low, high));
  }
  return value;
}

double Config::real(const std::string& key, double fallback, const NumberRange& range) {
  const Node* node = ask(key);
  if (node == nullptr) return fallback;
  const double value = to_real(*node);
  if (!range.contains(value)) refuse_value(*node, range.words());
  return value;
}

bool Config::boolean(const std::string& key, bool fallback) {
  const Node* node = ask(key);
  return node == nullptr ? fallback : to_boolean(*node);
}

std::string Config::choice(const std::string& key, const std::string& fallback,
                           const std::vector<std::string>& choices) {
  const Node* node = ask(key);
  if (node == nullptr) return fallback;
  const std::string value = to_text(*node);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    fail_usage("{}: {}", node->where, unknown_name_message(node->path, value, choices));
  }
  return value;
}

std::vector<std::string> Config::texts(const std::string& key,
                                       const std::vector<std::string>& fallback) {
  const Node* node = ask(key);
  return node == nullptr ? fallback : to_list(*node, to_text);
}

std::vector<double> Config::reals(const std::string& key, const std::vector<double>& fallback) {
  const Node* node = ask(key);
  return node == nullptr ? fallback : to_list(*node, to_real);
}

std::vector<std::int64_t> Config::integers(const std::string& key,
                                           const std::vector<std::int64_t>& fallback) {
  const Node* node = ask(key);
  return node == nullptr ? fallback : to_list(*node, to_integer);
}

bool Config::has(const std::string& key) const {
  note_known(*node_, key);
  const auto child = node_->find(key);
  return child != nullptr && child->given;
}

bool Config::is_section(const std::string& key) const {
  note_known(*node_, key);
  const auto child = node_->find(key);
  return child != nullptr && child->given && child->kind == config::Kind::kMap;
}

bool Config::is_list_of_sections(const std::string& key) const {
  note_known(*node_, key);
  const auto child = node_->find(key);
  return child != nullptr && child->given && child->kind == Kind::kList &&
         !child->children.empty() && child->children.front()->kind == Kind::kMap;
}

Config Config::section(const std::string& key) {
  if (const Node* given = ask(key); given != nullptr) {
    const auto child = node_->find(key);
    if (child->kind == Kind::kEmpty) child->kind = Kind::kMap;
    if (child->kind != Kind::kMap) refuse_value(*child, "a section (indented 'key: value' lines)");
    return Config(child);
  }
  auto child = node_->find(key);
  if (child == nullptr) {
    child = std::make_shared<Node>();
    child->kind = Kind::kMap;
    child->given = false;
    child->key = key;
    child->path = node_->path.empty() ? key : node_->path + "." + key;
    child->where = node_->where;
    node_->children.push_back(child);
  }
  return Config(child);
}

std::vector<Config> Config::sections(const std::string& key) {
  const Node* node = ask(key);
  if (node == nullptr) return {};
  if (node->kind != Kind::kList) refuse_value(*node, "a list of sections ('- key: value' lines)");
  std::vector<Config> result;
  for (const auto& element : node->children) {
    if (element->kind != Kind::kMap) refuse_value(*element, "a section ('key: value')");
    result.push_back(Config(element));
  }
  return result;
}

std::vector<Config> Config::each_as(const std::string& key, const std::string& name) const {
  const auto node = node_->find(key);
  if (node == nullptr || !node->given) return {};
  std::vector<Config> result;
  for (const auto& value : node->kind == Kind::kList ? node->children : std::vector{node}) {
    auto section = std::make_shared<Node>();
    section->kind = Kind::kMap;
    section->where = value->where;
    section->children.push_back(std::make_shared<Node>(*value));
    section->children.back()->key = name;
    result.push_back(Config(section));
  }
  return result;
}

std::string Config::where(const std::string& key) const {
  const auto child = node_->find(key);
  return child == nullptr ? node_->where : child->where;
}

void Config::refuse(const std::string& key, const std::string& message) const {
  const auto child = node_->find(key);
  const std::string path = child != nullptr      ? child->path
                           : node_->path.empty() ? key
                                                 : node_->path + "." + key;
  fail_usage("{}: {}: {}", where(key), path, message);
}

void Config::finish(const KeyAdvice& advice) const { Finish(*node_, advice).refuse_unread(*node_); }

}  // namespace efs
