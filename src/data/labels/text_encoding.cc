#include "data/labels/text_encoding.h"

#include <algorithm>
#include <cstdint>

#include "core/error.h"

namespace efs::data {
namespace {

void append_utf8(std::string& text, std::uint32_t code) {
  const auto tail = [&](int shift) {
    return static_cast<char>(0x80U | ((code >> static_cast<unsigned>(shift)) & 0x3fU));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0U | (code >> 6U));
    text += tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xe0U | (code >> 12U));
    text += {tail(6), tail(0)};
  } else {
    text += static_cast<char>(0xf0U | (code >> 18U));
    text += {tail(12), tail(6), tail(0)};
  }
}

/// `big`: the byte order.
std::string from_utf16(std::string_view bytes, bool big, const std::string& file_name) {
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<std::uint8_t>(bytes[i]), b = static_cast<std::uint8_t>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big ? a << 8U | b : b << 8U | a);
  };
  const auto is_half = [](std::uint32_t code, std::uint32_t first) {
    return code >= first && code < first + 0x400;
  };
  std::string text;
  for (std::size_t i = 2; i < bytes.size(); i += 2) {
    const bool whole = i + 1 < bytes.size();
    std::uint32_t code = whole ? unit(i) : 0xdc00;
    if (is_half(code, 0xd800) && i + 3 < bytes.size() && is_half(unit(i + 2), 0xdc00)) {
      code = 0x10000 + ((code - 0xd800) << 10U) + (unit(i + 2) - 0xdc00);
      i += 2;
    } else if (code >= 0xd800 && code < 0xe000) {
      fail("{}: UTF-16 text that is cut off or damaged at byte {}; save it again, as UTF-8",
           file_name, i);
    }
    append_utf8(text, code);
  }
  return text;
}

}  // namespace

std::string text_of_labels(std::string bytes, const std::string& file_name) {
  const bool little = bytes.starts_with("\xff\xfe"), big = bytes.starts_with("\xfe\xff");
  std::string text = little || big ? from_utf16(bytes, big, file_name) : std::move(bytes);
  if (text.find('\n') == std::string::npos) std::ranges::replace(text, '\r', '\n');
  return text;
}

}  // namespace efs::data
