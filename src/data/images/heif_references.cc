#include "data/images/heif_references.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "data/images/byte_order.h"

namespace efs::data {
namespace {

/// An image and one that it is made of.
using Reference = std::pair<std::uint32_t, std::uint32_t>;
constexpr std::size_t kMostReferences = 100'000;

/// The content of the box whose four letters are at `name`: at most up to the end of `bytes`.
std::string_view content_of_box(std::string_view bytes, std::size_t name) {
  constexpr std::uint32_t kLongSize = 1, kHeader = 8;
  const std::uint32_t size = name < 4 ? 0 : big_endian(bytes, name - 4, 4);
  bytes.remove_prefix(name + 4);
  if (size >= kHeader) return bytes.substr(0, size - kHeader);
  return bytes.substr(size == kLongSize ? std::min<std::size_t>(8, bytes.size()) : 0);
}

/// The references in a box 'iref' (ISO/IEC 14496-12, 8.11.12), read as libheif reads them: one
/// behind the other, whatever their boxes say of their sizes.
void add_references(std::string_view content, std::vector<Reference>& references) {
  const std::size_t id_bytes = byte_at(content, 0) == 0 ? 2 : 4;
  const auto number = [&](std::size_t at, std::size_t count) {
    return big_endian(content, at, static_cast<int>(count));
  };
  for (std::size_t at = 4; at + 8 < content.size() && references.size() < kMostReferences;) {
    const std::string_view kind = content.substr(at + 4, 4);
    at += number(at, 4) == 1 ? 16 : 8;
    const std::uint32_t from = number(at, id_bytes);
    const std::uint32_t count = number(at + id_bytes, 2);
    at += id_bytes + 2;
    for (std::uint32_t i = 0; i < count && at < content.size(); ++i, at += id_bytes) {
      const std::uint32_t to = number(at, id_bytes);
      if (kind == "dimg") references.emplace_back(from, to);
      if (kind == "auxl") references.emplace_back(to, from);  // such as its alpha channel
    }
  }
}

}  // namespace

bool has_endless_references(std::string_view bytes) {
  constexpr int kLongestChain = 8;
  std::vector<Reference> references;
  // Wherever it is: these four bytes are in no other place by chance.
  for (std::size_t at = bytes.find("iref"); at != std::string_view::npos;
       at = bytes.find("iref", at + 1)) {
    add_references(content_of_box(bytes, at), references);
  }
  if (references.size() >= kMostReferences) return true;
  for (int i = 0; i < kLongestChain && !references.empty(); ++i) {
    std::set<std::uint32_t> made;
    for (const Reference& reference : references) made.insert(reference.first);
    std::erase_if(references, [&](const Reference& r) { return !made.contains(r.second); });
  }
  return !references.empty();
}

}  // namespace efs::data
