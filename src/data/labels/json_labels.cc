#include "data/labels/json_labels.h"

#include "core/error.h"
#include "core/text/outside_json.h"

namespace efs::data {

Json parse_label_json(std::string_view text, const std::string& file_name) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30, kMostValues = 100'000'000;
  return parse_outside_json(
      text, file_name,
      {.bytes = kMostBytes,
       .values = kMostValues,
       .skipped_keys = {"segmentation", "imageData", "keypoints", "caption"}});
}

const Json& list_in(const Json& file, const char* key, const std::string& file_name,
                    bool required) {
  static const Json kNone = Json::array();
  const auto found = file.is_object() ? file.find(key) : file.end();
  if (found != file.end() && found->is_array()) return *found;
  if (!required && found == file.end()) return kNone;
  fail("{}: there is no list '{}'; it is not whole, or in another format", file_name, key);
}

void JsonPlace::refuse(const std::string& rule, const std::string& cure) const {
  fail("{}, {} {}: {}; {}", file, kind, number, rule, cure);
}

const Json& JsonPlace::member(const char* key) const {
  const auto found = element.is_object() ? element.find(key) : element.end();
  if (found == element.end()) refuse(fmt::format("it has no '{}'", key));
  return *found;
}

std::string JsonPlace::text(const char* key) const {
  const Json& value = member(key);
  if (!value.is_string()) refuse(fmt::format("'{}' is a text", key));
  return value.get<std::string>();
}

int JsonPlace::size(const char* key) const {
  constexpr int kLargest = 1'000'000'000;
  const auto found = element.find(key);
  if (found == element.end()) return 0;
  return static_cast<int>(whole_number(*found, 0, kLargest).value_or(0));
}

}  // namespace efs::data
