// The heads of HTTP/1.1 messages, read strictly: what this protocol does not need is refused.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace efs::device {

// Bytes of a message's first line and header fields together.
constexpr std::size_t kLongestHead = 16U << 10;
constexpr std::size_t kMostFields = 64;

/// A request that is refused, by whatever part of the agent; `status` is HTTP's.
class HttpRefused : public std::runtime_error {
 public:
  template <typename... Args>
  HttpRefused(int status, fmt::format_string<Args...> message, Args&&... args)
      : std::runtime_error(fmt::format(message, std::forward<Args>(args)...)), status(status) {}
  int status;
};

/// Values by names in lower case.
using HttpFields = std::map<std::string, std::string>;

struct HttpRequestHead {
  std::string method;
  std::string path;                          // as it was sent, without the query
  std::map<std::string, std::string> query;  // "?offset=0&total=9"
  HttpFields fields;
  /// The value of the field of that name (in lower case); empty: it has none.
  std::string field(const std::string& name) const;
};

/// The length of the head that `bytes` begin with, its empty line included; nothing: it is not
/// complete yet. HttpRefused: it is longer than a head may be.
std::optional<std::size_t> http_head_length(std::string_view bytes);

/// HttpRefused 400: this is no HTTP/1.x, or a field is not "Name: value" or is there twice.
HttpRequestHead parse_request_head(std::string_view head);

/// How many bytes follow the head: its Content-Length, or 0. HttpRefused: that is no number, or the
/// body is encoded or in chunks, which nobody needs here.
std::uint64_t body_length(const HttpRequestHead& head);

struct HttpAnswerHead {
  int status = 0;
  HttpFields fields;
};

/// HttpRefused: this is no head of an answer.
HttpAnswerHead parse_answer_head(std::string_view head);

/// Nothing unless the text is 1 to 15 digits.
std::optional<std::uint64_t> plain_number(std::string_view text);

}  // namespace efs::device
