// Fields of JSON objects that other programs wrote, or are to read.
#pragma once

#include <string>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"

namespace efs::device {

/// A value for an error message.
inline std::string shown(const Json& json) { return printable(json_text(json), 100); }

/// Error: the field is missing, or of another type.
template <typename Value>
Value field(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) fail("the JSON object lacks '{}'", name);
  try {
    return found->template get<Value>();
  } catch (const nlohmann::json::exception&) {
    fail("'{}' is {}, which is of the wrong type", name, shown(*found));
  }
}

/// Adds the field unless its value is 0 or empty, which mean that it is not known.
template <typename Value>
void put_known(Json& json, const char* name, const Value& value) {
  if (value != Value()) json[name] = value;
}

}  // namespace efs::device
