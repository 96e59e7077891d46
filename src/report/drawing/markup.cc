#include "report/drawing/markup.h"

#include <cstdint>

#include "core/text/outside_text.h"

namespace efs::report {
namespace {

bool forbidden_in_xml(char character) {
  const auto code = static_cast<unsigned char>(character);
  return code == 0x7F ||
         (code < 0x20 && character != '\t' && character != '\n' && character != '\r');
}

}  // namespace

std::string escape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char character : valid_utf8(text)) {
    if (character == '&') {
      result += "&amp;";
    } else if (character == '<') {
      result += "&lt;";
    } else if (character == '>') {
      result += "&gt;";
    } else if (character == '"') {
      result += "&quot;";
    } else if (character == '\'') {
      result += "&#39;";
    } else if (forbidden_in_xml(character)) {
      result += "\xEF\xBF\xBD";  // U+FFFD
    } else {
      result += character;
    }
  }
  return result;
}

std::string script_json(const Json& json) {
  std::string result;
  for (const char character : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    result += character == '<' ? std::string_view("\\u003c") : std::string_view(&character, 1);
  }
  return result;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      result += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return result;
}

}  // namespace efs::report
