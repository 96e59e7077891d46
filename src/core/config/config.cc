#include "core/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/config/config_node.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/text/parse_number.h"
#include "core/text/spelling.h"
#include "core/text/text_parts.h"

namespace efs {
namespace {

using config::Kind;
using config::Node;

/// The whole value as a number, or nothing.
template <typename Number>
std::optional<Number> number(const Node& node) {
  if (node.kind != Kind::kScalar) return std::nullopt;
  return parse_number<Number>(node.scalar.substr(node.scalar.starts_with('+') ? 1 : 0));
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
  const auto value = number<double>(node);
  if (!value || !std::isfinite(*value)) refuse_value(node, "a number");
  return *value;
}

std::int64_t to_integer(const Node& node) {
  const auto value = number<std::int64_t>(node);
  if (!value) refuse_value(node, "a whole number");
  return *value;
}

bool to_boolean(const Node& node) {
  const std::string text = node.kind == Kind::kScalar ? lower_case(node.scalar) : "";
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

/// Where in the tree a key of this name is known.
void find_known(const Node& node, const std::string& key, std::vector<std::string>& paths) {
  if (std::ranges::count(node.known, key) > 0) paths.push_back(node.path_to(key));
  for (const auto& child : node.children) {
    find_known(*child, key, paths);
    if (node.kind == Kind::kList) break;  // the others have the same keys
  }
}

std::string unread_message(const Node& root, const Node& node, const Node& child,
                           const KeyAdvice& advice) {
  std::vector<std::string> places;
  if (const auto advised = advice.find(child.key); advised != advice.end()) {
    places = {advised->second};
  } else {
    find_known(root, child.key, places);
  }
  if (!places.empty()) {
    return fmt::format("unknown key '{}'; did you mean {}?", child.path, fmt::join(places, " or "));
  }
  const std::string kind = node.path.empty() ? "key" : fmt::format("key in '{}':", node.path);
  return unknown_name_message(kind, child.key, node.known);
}

void refuse_unread(const Node& root, const Node& node, const KeyAdvice& advice) {
  for (const auto& child : node.children) {
    if (!child->given) continue;
    if (node.kind == Kind::kMap && !child->read) {
      fail_usage("{}: {}", child->where, unread_message(root, node, *child, advice));
    }
    refuse_unread(root, *child, advice);
  }
}

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

Node* Config::given(const std::string& key) const {
  if (node_->kind == Kind::kMap && std::ranges::count(node_->known, key) == 0) {
    node_->known.push_back(key);
  }
  const auto child = node_->find(key);
  return child != nullptr && child->given ? child.get() : nullptr;
}

Node* Config::ask(const std::string& key) {
  Node* child = given(key);
  if (child != nullptr) child->read = true;
  return child;
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
  if (std::ranges::count(choices, value) == 0) {
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

bool Config::has(const std::string& key) const { return given(key) != nullptr; }

bool Config::is_section(const std::string& key) const {
  const Node* node = given(key);
  return node != nullptr && node->kind == Kind::kMap;
}

bool Config::is_list_of_sections(const std::string& key) const {
  const Node* node = given(key);
  return node != nullptr && node->kind == Kind::kList && !node->children.empty() &&
         node->children.front()->kind == Kind::kMap;
}

std::vector<std::string> Config::keys() const {
  std::vector<std::string> keys;
  for (const auto& child : node_->children) {
    if (child->given) keys.push_back(child->key);
  }
  return keys;
}

Config Config::section(const std::string& key) {
  if (Node* node = ask(key); node != nullptr) {
    if (node->kind == Kind::kEmpty) node->kind = Kind::kMap;
    if (node->kind != Kind::kMap) refuse_value(*node, "a section (indented 'key: value' lines)");
  }
  const auto child = node_->find(key);
  return Config(child != nullptr ? child : node_->add_missing(key));
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
  if (given(key) == nullptr) return {};
  const auto node = node_->find(key);
  node->read = true;
  std::vector<Config> result;
  for (const auto& value : node->kind == Kind::kList ? node->children : std::vector{node}) {
    const auto only = std::make_shared<Node>(*value);
    only->key = name;
    result.push_back(Config(std::make_shared<Node>(
        Node{.kind = Kind::kMap, .where = value->where, .children = {only}})));
  }
  return result;
}

std::string Config::where(const std::string& key) const {
  const auto child = node_->find(key);
  return child == nullptr ? node_->where : child->where;
}

void Config::refuse(const std::string& key, const std::string& message) const {
  const auto child = node_->find(key);
  fail_usage("{}: {}: {}", where(key), child != nullptr ? child->path : node_->path_to(key),
             message);
}

void Config::finish(const KeyAdvice& advice) const { refuse_unread(*node_, *node_, advice); }

}  // namespace efs
