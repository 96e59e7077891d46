// JSON that somebody else wrote: reading it within limits, and writing it whatever bytes it holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/json.h"

namespace efs {

/// The limits of a text that is read. Deep nesting ends in a stack overflow when the value
/// is copied or written, and an object's keys are looked through one by one when it is read.
struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20;
  int depth = 64;
  std::size_t values = 4'000'000;              // of all objects and lists together
  std::size_t keys_in_object = 10'000;         // of any one object
  bool unique_keys = false;                    // refuse a key that an object names twice
  std::vector<std::string> skipped_keys = {};  // of members that are read over
};

/// Error: no JSON, or beyond a limit; the message begins with `name` (a file's path, "the agent's
/// answer") and says which limit.
Json parse_outside_json(std::string_view text, const std::string& name,
                        const JsonLimits& limits = {});

/// The same, where the reason does not matter: nothing for what parse_outside_json() refuses.
std::optional<Json> try_outside_json(std::string_view text, const JsonLimits& limits = {});

/// The whole number that `json` is, from `least` to `most` (within +-2^53); nothing for anything
/// else. nlohmann-json's own conversion of 1e300 to an integer is undefined behaviour.
std::optional<std::int64_t> whole_number(const Json& json, std::int64_t least, std::int64_t most);

/// The text of `json` on one line, or on several with `indent` blanks a level. Bytes that are not
/// UTF-8 become U+FFFD, where Json::dump() throws.
std::string json_text(const Json& json, int indent = -1);

}  // namespace efs
