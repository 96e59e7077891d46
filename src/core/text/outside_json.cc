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

/// Builds the value from what the parser meets, and stops it at a limit. (Json::parse() with a callback
/// looks through all elements of a list each time that one of them ends.)
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(const JsonLimits& limits, const std::string& name) : limits_(limits), name_(name) {}

  Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(std::move(value)); }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (skipped_levels_ > 0) return true;
    if (++open_.back().keys > limits_.keys_in_object) {
      fail("{}: an object of more than {} keys", name_, limits_.keys_in_object);
    }
    if (limits_.unique_keys && !open_.back().names.insert(name).second) {
      fail("{}: an object names '{}' twice", name_, printable(name, 200));
    }
    is_skipped_ = std::count(limits_.skipped_keys.begin(), limits_.skipped_keys.end(), name) > 0;
    if (!is_skipped_) member_ = &(*open_.back().value)[name];
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const Json::exception& error) override {
    fail("{}: no JSON: {}", name_, error.what());
  }

 private:
  struct Open {
    Json* value;
    std::size_t keys = 0;
    std::set<std::string> names = {};  // where keys are to be unique
  };

  /// Where the value goes; null: it is read over.
  Json* add_value(Json value) {
    if (++values_ > limits_.values) fail("{}: more than {} values", name_, limits_.values);
    if (skipped_levels_ > 0 || is_skipped_) return nullptr;
    Json* place = &root_;
    if (!open_.empty() && open_.back().value->is_array()) {
      open_.back().value->push_back(std::move(value));
      return &open_.back().value->back();
    }
    if (!open_.empty()) place = member_;
    *place = std::move(value);
    return place;
  }

  bool add(Json value) {
    add_value(std::move(value));
    if (skipped_levels_ == 0) is_skipped_ = false;
    return true;
  }

  bool open(Json value) {
    const std::size_t depth = open_.size() + skipped_levels_;
    if (depth >= static_cast<std::size_t>(limits_.depth)) {
      fail("{}: more than {} levels of nesting", name_, limits_.depth);
    }
    Json* place = add_value(std::move(value));
    if (place == nullptr) {
      ++skipped_levels_;
    } else {
      open_.push_back({.value = place});
    }
    return true;
  }

  bool close() {
    if (skipped_levels_ == 0) {
      open_.pop_back();
    } else if (--skipped_levels_ == 0) {
      is_skipped_ = false;
    }
    return true;
  }

  const JsonLimits& limits_;
  const std::string& name_;
  Json root_;
  std::vector<Open> open_;          // the objects and lists around the next value
  Json* member_ = nullptr;          // of the innermost object, the one whose value comes next
  bool is_skipped_ = false;         // the value that comes next, or that is open
  std::size_t skipped_levels_ = 0;  // that are open in a value that is read over
  std::size_t values_ = 0;
};

}  // namespace

Json parse_outside_json(std::string_view text, const std::string& name, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    fail("{}: {} bytes, more than the {} that are read", name, text.size(), limits.bytes);
  }
  Builder builder(limits, name);
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
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
