#include "http/client.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/clock.h"
#include "core/text/parse_number.h"
#include "http/head.h"

namespace efs::http {

namespace {

constexpr double kConnect_s = 5.0;
constexpr double kSilence_s = 10.0;  // a server of ours says something each second
constexpr double kRead_s = 1.0;
constexpr double kWhole_s = 60.0;  // of an answer that is not heard as it comes
constexpr std::size_t kReadBytes = 1U << 16;
constexpr std::size_t kSentPiece = 1U << 18;
constexpr std::size_t kLongestChunkLine = 256;

[[noreturn]] void failed(const std::string& why) { throw Failed(why); }

/// Nothing: the text is no such URL.
std::optional<Url> parse_url(const std::string& text) {
  Url url;
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) return std::nullopt;
  url.https = text.substr(0, scheme) == "https";
  if (!url.https && text.substr(0, scheme) != "http") return std::nullopt;
  url.authority = text.substr(scheme + 3);
  const auto strange = [](unsigned char c) {
    return c <= 0x20 || c >= 0x7F || std::strchr("/?#@\\\"'<>", c) != nullptr;
  };
  if (std::any_of(url.authority.begin(), url.authority.end(), strange)) return std::nullopt;
  const std::size_t bracket = url.authority.rfind(']');
  const std::size_t colon = url.authority.rfind(':');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  url.host = url.authority.substr(0, has_port ? colon : std::string::npos);
  url.port = has_port ? url.authority.substr(colon + 1) : url.https ? "443" : "80";
  if (bracket != std::string::npos && url.host.size() > 2) {
    url.host = url.host.substr(1, url.host.size() - 2);
  }
  const auto port = plain_number(url.port);
  if (url.host.empty() || !port || *port < 1 || *port > 65535) return std::nullopt;
  return url;
}

/// 0, or an errno.
int connect_to(int socket, const addrinfo& address) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd wait{socket, POLLOUT, 0};
  if (::poll(&wait, 1, static_cast<int>(kConnect_s * 1e3)) <= 0) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

/// Reads an answer from a stream, never more at once than is asked for.
class AnswerReader {
 public:
  AnswerReader(Stream& stream, const Request& request) : stream_(stream), request_(request) {}

  Answer read() {
    const AnswerHead head = read_head();
    answer_.status = head.status;
    hears_ = request_.hear && head.status >= 200 && head.status < 300;
    const auto length = head.fields.find("content-length");
    const auto encoding = head.fields.find("transfer-encoding");
    if (encoding != head.fields.end()) {
      if (encoding->second != "chunked") failed("its answer has an unknown Transfer-Encoding");
      read_chunks();
    } else if (length != head.fields.end()) {
      const auto bytes = plain_number(length->second);
      if (!bytes) failed("its answer has a wrong Content-Length");
      take(*bytes);
    } else {
      take(here_.size());
      while (is_wanted_ && more()) take(here_.size());
    }
    return std::move(answer_);
  }

 private:
  AnswerHead read_head() try {
    while (true) {
      while (const auto length = head_length(here_)) {
        const AnswerHead head = parse_answer_head(std::string_view(here_).substr(0, *length));
        here_.erase(0, *length);
        if (head.status >= 200) return head;  // not "100 Continue"
      }
      if (!more()) {
        failed(stream_.problem().empty() ? "it ended the connection" : stream_.problem());
      }
    }
  } catch (const Refused& refused) {
    failed(refused.what());
  }

  void read_chunks() {
    while (const auto line = chunk_line()) {
      const auto size = parse_number<std::uint32_t>(line->substr(0, line->find(';')), 16);
      if (!size || *size == 0 || !take(*size) || !chunk_line()) return;
    }
  }

  std::optional<std::string> chunk_line() {
    while (true) {
      const std::size_t end = here_.find("\r\n");
      if (end != std::string::npos) {
        std::string line = here_.substr(0, end);
        here_.erase(0, end + 2);
        return line;
      }
      if (here_.size() > kLongestChunkLine || !more()) return std::nullopt;
    }
  }

  /// Gives on the next `count` bytes; false: the server ended before, or they are not wanted.
  bool take(std::uint64_t count) {
    while (count > 0 && is_wanted_) {
      if (here_.empty() && !more()) return false;
      const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(count, here_.size()));
      give(std::string_view(here_).substr(0, now));
      here_.erase(0, now);
      count -= now;
    }
    return is_wanted_;
  }

  void give(std::string_view bytes) {
    if (hears_) {
      is_wanted_ = request_.hear(bytes);
      return;
    }
    if (answer_.body.size() + bytes.size() > request_.most_bytes) {
      failed(fmt::format("its answer has more than {} bytes", request_.most_bytes));
    }
    answer_.body += bytes;
  }

  /// False: the server has ended, said nothing for long, or its words are not wanted.
  bool more() {
    const double silent_until_s = now_s() + kSilence_s;
    if (!hears_ && now_s() > whole_until_s_) failed("its answer takes too long");
    char piece[kReadBytes];
    while (is_wanted_) {
      const std::size_t got = stream_.read(piece, sizeof piece, kRead_s);
      if (got > 0) {
        here_.append(piece, got);
        return true;
      }
      if (!stream_.timed_out() || now_s() > silent_until_s) return false;
      if (request_.hear) is_wanted_ = request_.hear("");
    }
    return false;
  }

  Stream& stream_;
  const Request& request_;
  Answer answer_;
  std::string here_;  // has come, and was not given on
  double whole_until_s_ = now_s() + kWhole_s;
  bool hears_ = false;
  bool is_wanted_ = true;
};

}  // namespace

Client::Client(const std::string& url, std::string token, const std::string& ca_certificate)
    : token_(std::move(token)) {
  const auto parsed = parse_url(url);
  if (!parsed) {
    fail_usage("'{}' is not the address of an agent; write http://HOST:7070 or https://HOST:7070",
               url);
  }
  url_ = *parsed;
  if (url_.https) tls_ = client_tls(ca_certificate);
}

Stream Client::connect() const {
  std::string why;
  const int socket = open_socket(url_.host, url_.port, /*flags=*/0, connect_to, why);
  if (socket < 0) failed(why);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return {socket, tls_};
}

Answer Client::send(const Request& request) const {
  Stream stream = connect();
  if (!stream.connect_tls(url_.host, kSilence_s)) failed(fmt::format("TLS: {}", stream.problem()));
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
                                 request.method, request.target, url_.authority);
  if (!token_.empty()) head += fmt::format("Authorization: Bearer {}\r\n", token_);
  if (!request.body.empty() || request.method != "GET") {
    head += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  bool sent = stream.write(head + "\r\n", kSilence_s);
  for (std::size_t at = 0; sent && at < request.body.size(); at += kSentPiece) {
    if (request.sending && !request.sending(at)) failed("the upload was given up");
    sent = stream.write(request.body.substr(at, kSentPiece), kSilence_s);
  }
  const std::string problem = stream.problem();
  try {
    return AnswerReader(stream, request).read();
  } catch (const Failed&) {
    if (sent) throw;
    failed(problem.empty() ? "it ended the connection" : problem);
  }
}

}  // namespace efs::http
