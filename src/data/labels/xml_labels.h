// Reading label files that are XML: one form of error. Inside data/ only.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "core/text/image_size.h"

namespace efs::data {

class XmlText {
 public:
  /// Error "FILE:LINE: rule": no well-formed XML, or another root element.
  XmlText(std::string_view text, const std::string& file_name, const char* root);

  pugi::xml_node root() const { return document_.document_element(); }
  int line_of(const pugi::xml_node& node) const;
  /// The number in an attribute or an element, which may be infinite or none at all. Error
  /// "FILE:LINE: rule; cure": anything else, or nothing.
  double number(const pugi::xml_node& node, const char* name, const char* text) const;
  double attribute(const pugi::xml_node& node, const char* name) const;
  double child(const pugi::xml_node& node, const char* name) const;
  /// Error "FILE:LINE: rule; cure".
  [[noreturn]] void refuse(const pugi::xml_node& node, const std::string& rule,
                           const std::string& cure = "correct or remove it") const;

 private:
  std::string_view text_;
  const std::string& file_name_;
  pugi::xml_document document_;
  // Where the last line was asked for: elements are read in their order.
  mutable std::ptrdiff_t counted_to_ = 0;
  mutable int line_ = 1;
};

/// A side of an image in pixels; 0 where the text is none.
int stated_side(const char* text);

}  // namespace efs::data
