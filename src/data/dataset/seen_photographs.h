// The photographs that a model was trained and chosen on, which are no fair test of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "data/dataset/dataset.h"

namespace efs::data {

/// How a photograph was used in a model's training.
enum class Seen {
  kNever,
  kValidated,  // the model's epoch, and the model, were chosen on it
  kTrained,
};

/// The first 32 bits of the SHA-256 of each photograph's file. Two photographs are taken for one
/// by chance once in 4e9 pairs.
class SeenPhotographs {
 public:
  SeenPhotographs() = default;
  explicit SeenPhotographs(const Dataset& dataset);
  /// Reads text(); nothing for any other text.
  static std::optional<SeenPhotographs> parse(std::string_view text);

  /// "t" and eight hexadecimal digits for each photograph that trained, then "v" and eight digits
  /// for each that validated; empty for more than kMost photographs.
  std::string text() const;

  /// `file_digest`: SHA-256, hexadecimal.
  Seen how(std::string_view file_digest) const;

  static constexpr std::size_t kMost = 200'000;

 private:
  std::set<std::uint32_t> trained_;
  std::set<std::uint32_t> validated_;
};

}  // namespace efs::data
