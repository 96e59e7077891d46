#include "http/head.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "core/text/text_parts.h"

namespace efs::http {

namespace {

constexpr std::size_t kLongestTarget = 4096;

[[noreturn]] void refuse(const char* what) {
  throw Refused(400, "not an HTTP/1.1 message: {}", what);
}

/// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || (c != 0 && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
  });
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

/// Up to the next line's end, which is taken away too.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  if (end == std::string_view::npos) refuse("a line without an end");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

Fields parse_fields(std::string_view text) {
  Fields fields;
  while (true) {
    const std::string_view line = take_line(text);
    if (line.empty()) return fields;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) refuse("a header field without a colon");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_token(name)) refuse("a header field without a name");
    const auto control = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; };
    if (std::any_of(value.begin(), value.end(), control)) refuse("a control character");
    if (!fields.emplace(lower_case(name), value).second) refuse("repeated header field");
    if (fields.size() > kMostFields) throw Refused(431, "too many header fields");
  }
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10U;
  return std::nullopt;
}

/// "a%20b+c" -> "a b c"
std::string decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto high = text.size() - i > 2 ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    if (!low || 16U * *high + *low < 0x20) refuse("bad percent sign in the query");
    bytes += static_cast<char>(16U * *high + *low);
    i += 2;
  }
  return bytes;
}

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (!query.emplace(decoded(pair.substr(0, equals)), decoded(value)).second) {
      refuse("repeated parameter");
    }
  }
  return query;
}

}  // namespace

std::string RequestHead::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::optional<std::size_t> head_length(std::string_view bytes) {
  const std::size_t end = bytes.substr(0, kLongestHead).find("\r\n\r\n");
  if (end != std::string_view::npos) return end + 4;
  if (bytes.size() >= kLongestHead) {
    throw Refused(431, "the head of a request has at most {} bytes", kLongestHead);
  }
  return std::nullopt;
}

RequestHead parse_request_head(std::string_view text) {
  const std::string_view line = take_line(text);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) refuse("bad first line");
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") refuse("bad version");
  RequestHead head;
  head.method = line.substr(0, first);
  if (!is_token(head.method)) refuse("bad method");
  if (target.empty() || target.size() > kLongestTarget || !is_printable(target)) refuse("bad path");
  const std::size_t mark = std::min(target.find('?'), target.size());
  head.path = target.substr(0, mark);
  head.fields = parse_fields(text);
  head.query = parse_query(target.substr(std::min(mark + 1, target.size())));
  return head;
}

std::uint64_t body_length(const RequestHead& head) {
  if (!head.field("transfer-encoding").empty()) {
    throw Refused(501, "a body in chunks is not accepted; send its Content-Length");
  }
  const std::string encoding = head.field("content-encoding");
  if (!encoding.empty() && encoding != "identity") {
    throw Refused(415, "an encoded body is not accepted");
  }
  const auto found = head.fields.find("content-length");
  if (found == head.fields.end()) return 0;
  const auto bytes = plain_number(found->second);
  if (!bytes) throw Refused(400, "Content-Length is no number of bytes");
  return *bytes;
}

AnswerHead parse_answer_head(std::string_view text) {
  const std::string_view line = take_line(text);
  if (line.substr(0, 7) != "HTTP/1." || line.size() < 12 || line[8] != ' ')
    refuse("bad first line");
  const auto status = plain_number(line.substr(9, 3));
  if (!status || *status < 100 || (line.size() > 12 && line[12] != ' ')) refuse("bad status");
  return {static_cast<int>(*status), parse_fields(text)};
}

std::optional<std::uint64_t> plain_number(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace efs::http
