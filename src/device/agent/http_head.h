// The heads of HTTP/1.1 messages, read strictly: what this protocol does not need is refused.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace efs::device {

// Of a message's first line and header fields together.
constexpr std::size_t kLongestHead = 16U << 10;
constexpr std::size_t kMostFields = 64;

/// A request that is refused; `status` is HTTP's for it.
class HttpRefused : public std::runtime_error {
 public:
  HttpRefused(int status, const std::string& message)
      : std::runtime_error(message), status(status) {}
  int status;
};

/// By their names in lower case.
using HttpFields = std::map<std::string, std::string>;

struct HttpRequestHead {
  std::string method;
  std::string path;                          // as it was sent, without the query
  std::map<std::string, std::string> query;  // "?offset=0&total=9"
  HttpFields fields;
  /// Of a field by its name in lower case; empty: it has none.
  std::string field(const std::string& name) const;
};

/// The length of the head that `bytes` begin with, its empty line included; nothing: it has not all
/// come. HttpRefused: it is longer than a head may be.
std::optional<std::size_t> http_head_length(std::string_view bytes);

/// HttpRefused 400: no HTTP/1.x, or a field that is not "Name: value" or is there twice.
HttpRequestHead parse_request_head(std::string_view head);

/// How many bytes follow the head. HttpRefused: it does not say so by one Content-Length, or they
/// are encoded, which nobody needs here.
std::uint64_t body_length(const HttpRequestHead& head);

struct HttpAnswerHead {
  int status = 0;
  HttpFields fields;
};

/// HttpRefused: it is none.
HttpAnswerHead parse_answer_head(std::string_view head);

/// All digits, at most 15 of them.
std::optional<std::uint64_t> plain_number(std::string_view text);

}  // namespace efs::device
