#include "core/text/outside_json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/text/outside_text.h"

namespace efs {
namespace {

/// Counts what the parser meets, and stops it at a limit.
class Watch {
 public:
  Watch(const JsonLimits& limits, const std::string& name) : limits_(limits), name_(name) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (depth >= limits_.depth) fail("{}: more than {} levels of nesting", name_, limits_.depth);
      keys_.push_back(0);
      if (limits_.unique_keys) names_.emplace_back();
    } else if (event == Event::object_end || event == Event::array_end) {
      keys_.pop_back();
      if (limits_.unique_keys) names_.pop_back();
    } else if (event == Event::key) {
      if (++keys_.back() > limits_.keys_in_object) {
        fail("{}: an object of more than {} keys", name_, limits_.keys_in_object);
      }
      if (limits_.unique_keys && !names_.back().insert(value.get<std::string>()).second) {
        fail("{}: an object names '{}' twice", name_, printable(value.get<std::string>(), 200));
      }
    }
    if (event != Event::key && ++values_ > limits_.values) {
      fail("{}: more than {} values", name_, limits_.values);
    }
    return event != Event::key || limits_.skipped_keys.empty() ||
           std::ranges::count(limits_.skipped_keys, value.get<std::string>()) == 0;
  }

 private:
  const JsonLimits& limits_;
  const std::string& name_;
  std::vector<std::size_t> keys_;             // of the open objects; 0 for lists
  std::vector<std::set<std::string>> names_;  // of the open objects, where keys are to be unique
  std::size_t values_ = 0;
};

}  // namespace

Json parse_outside_json(std::string_view text, const std::string& name, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    fail("{}: {} bytes, more than the {} that are read", name, text.size(), limits.bytes);
  }
  Watch watch(limits, name);
  try {
    return Json::parse(text.begin(), text.end(),
                       [&watch](int depth, Json::parse_event_t event, Json& value) {
                         return watch(depth, event, value);
                       });
  } catch (const Json::exception& error) {
    fail("{}: no JSON: {}", name, error.what());
  }
}

std::optional<Json> try_outside_json(std::string_view text, const JsonLimits& limits) {
  try {
    return parse_outside_json(text, "", limits);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::int64_t> whole_number(const Json& json, std::int64_t least, std::int64_t most) {
  if (!json.is_number()) return std::nullopt;
  const double value = json.get<double>();
  const bool inside = value >= static_cast<double>(least) && value <= static_cast<double>(most);
  if (!inside || value != std::floor(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace efs
