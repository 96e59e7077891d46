// Reading label files that are JSON: one form of error. Inside data/ only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/text/json.h"

namespace efs::data {

/// Without what labels do not need and may be long: outlines, and the image itself. Error: no JSON.
Json parse_label_json(std::string_view text, const std::string& file_name);

/// A list of the file's object. Error "FILE: rule" where there is none; `required`: or empty.
const Json& list_in(const Json& file, const char* key, const std::string& file_name,
                    bool required = true);

/// An element of a list, and how messages name it.
struct JsonPlace {
  const Json& element;
  const std::string& file;
  const char* kind;  // "annotation"
  int number;        // in its list, from 1

  /// Error "FILE, KIND NUMBER: rule; cure".
  [[noreturn]] void refuse(const std::string& rule,
                           const std::string& cure = "correct or remove it") const;
  /// The member of this name. Error: there is none.
  const Json& member(const char* key) const;
  std::string text(const char* key) const;
  /// A side of an image in pixels, 0 where it is not stated.
  int size(const char* key) const;
  /// Nothing where the member is no list of N numbers.
  template <std::size_t N>
  std::optional<std::array<double, N>> numbers(const char* key) const {
    const auto found = element.find(key);
    if (found == element.end() || !found->is_array() || found->size() != N) return std::nullopt;
    std::array<double, N> values{};
    for (std::size_t i = 0; i < N; ++i) {
      if (!(*found)[i].is_number()) return std::nullopt;
      values[i] = (*found)[i].template get<double>();
    }
    return values;
  }
};

}  // namespace efs::data
