// The heads of HTTP/1.1 messages, read strictly: what this protocol does not need is refused.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace efs::http {

// Bytes of a message's first line and header fields together.
constexpr std::size_t kLongestHead = 16U << 10;
constexpr std::size_t kMostFields = 64;

/// A request that is refused, by whatever part of the server; `status` is HTTP's.
class Refused : public std::runtime_error {
 public:
  template <typename... Args>
  Refused(int status, fmt::format_string<Args...> message, Args&&... args)
      : std::runtime_error(fmt::format(message, std::forward<Args>(args)...)), status(status) {}
  int status;
};

/// Values by names in lower case.
using Fields = std::map<std::string, std::string>;

struct RequestHead {
  std::string method;
  std::string path;                          // as it was sent, without the query
  std::map<std::string, std::string> query;  // of "?offset=0&filter=a%20b", decoded
  Fields fields;
  /// The value of the field of that name (in lower case); empty: it has none.
  std::string field(const std::string& name) const;
};

/// The length of the head that `bytes` begin with, its empty line included; nothing: it is not
/// complete yet. Refused: it is longer than a head may be.
std::optional<std::size_t> head_length(std::string_view bytes);

/// Refused 400: this is no HTTP/1.x, or a field is not "Name: value" or is there twice.
RequestHead parse_request_head(std::string_view head);

/// How many bytes follow the head: its Content-Length, or 0. Refused: that is no number, or the
/// body is encoded or in chunks, which nobody needs here.
std::uint64_t body_length(const RequestHead& head);

struct AnswerHead {
  int status = 0;
  Fields fields;
};

/// Refused: this is no head of an answer.
AnswerHead parse_answer_head(std::string_view head);

/// Nothing unless the text is 1 to 15 digits.
std::optional<std::uint64_t> plain_number(std::string_view text);

}  // namespace efs::http
