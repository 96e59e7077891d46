#include "data/labels/xml_labels.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/parse_number.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// `to`: of the parser, which may lie behind the end.
int line_breaks(std::string_view text, std::ptrdiff_t from, std::ptrdiff_t to) {
  const std::ptrdiff_t end = std::clamp(to, from, static_cast<std::ptrdiff_t>(text.size()));
  return static_cast<int>(std::count(text.begin() + from, text.begin() + end, '\n'));
}

}  // namespace

XmlText::XmlText(std::string_view text, const std::string& file_name, const char* root)
    : text_(text), file_name_(file_name) {
  const auto result =
      document_.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) {
    fail("{}:{}: no well-formed XML: {}; correct the file, or fetch the whole of it", file_name,
         1 + line_breaks(text, 0, result.offset), result.description());
  }
  if (std::string_view(this->root().name()) != root) {
    fail("{}:1: the outermost element is <{}>, not <{}>; name the file's real format", file_name,
         excerpt(this->root().name()), root);
  }
}

int XmlText::line_of(const pugi::xml_node& node) const {
  const std::ptrdiff_t offset =
      std::clamp<std::ptrdiff_t>(node.offset_debug(), 0, static_cast<std::ptrdiff_t>(text_.size()));
  if (offset < counted_to_) counted_to_ = 0, line_ = 1;
  line_ += line_breaks(text_, counted_to_, offset);
  counted_to_ = offset;
  return line_;
}

double XmlText::number(const pugi::xml_node& node, const char* name, const char* text) const {
  const auto value = parse_number<double>(trimmed(text));
  if (!value) refuse(node, fmt::format("<{}> has no number '{}'", node.name(), name));
  return *value;
}

double XmlText::attribute(const pugi::xml_node& node, const char* name) const {
  return number(node, name, node.attribute(name).value());
}

double XmlText::child(const pugi::xml_node& node, const char* name) const {
  return number(node, name, node.child_value(name));
}

void XmlText::refuse(const pugi::xml_node& node, const std::string& rule,
                     const std::string& cure) const {
  fail("{}:{}: {}; {}", file_name_, line_of(node), rule, cure);
}

int stated_side(const char* text) { return parse_count(trimmed(text)).value_or(0); }

}  // namespace efs::data
