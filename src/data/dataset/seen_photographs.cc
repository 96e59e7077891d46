#include "data/dataset/seen_photographs.h"

#include <fmt/format.h>

#include "core/text/parse_number.h"

namespace efs::data {
namespace {

constexpr std::size_t kDigits = 8;

/// Nothing for what is no number of eight hexadecimal digits.
std::optional<std::uint32_t> mark_of(std::string_view digest) {
  if (digest.size() < kDigits) return std::nullopt;
  return parse_number<std::uint32_t>(digest.substr(0, kDigits), 16);
}

void add(std::set<std::uint32_t>& marks, std::string_view digest) {
  if (const auto mark = mark_of(digest)) marks.insert(*mark);
}

}  // namespace

SeenPhotographs::SeenPhotographs(const Dataset& dataset) {
  for (const std::size_t i : dataset.train) add(trained_, dataset.file_digests.at(i));
  for (const std::string& digest : dataset.crop_digests) add(trained_, digest);
  for (const std::size_t i : dataset.validation) add(validated_, dataset.file_digests.at(i));
}

std::optional<SeenPhotographs> SeenPhotographs::parse(std::string_view text) {
  SeenPhotographs seen;
  if (text.empty() || text.size() % (kDigits + 1) != 0) return std::nullopt;
  for (; !text.empty(); text.remove_prefix(kDigits + 1)) {
    const auto mark = mark_of(text.substr(1));
    if (!mark || (text.front() != 't' && text.front() != 'v')) return std::nullopt;
    (text.front() == 't' ? seen.trained_ : seen.validated_).insert(*mark);
  }
  return seen;
}

std::string SeenPhotographs::text() const {
  std::string text;
  if (trained_.size() + validated_.size() > kMost) return text;
  for (const std::uint32_t mark : trained_) text += fmt::format("t{:08x}", mark);
  for (const std::uint32_t mark : validated_) text += fmt::format("v{:08x}", mark);
  return text;
}

Seen SeenPhotographs::how(std::string_view file_digest) const {
  const auto mark = mark_of(file_digest);
  if (!mark) return Seen::kNever;
  if (trained_.contains(*mark)) return Seen::kTrained;
  return validated_.contains(*mark) ? Seen::kValidated : Seen::kNever;
}

}  // namespace efs::data
