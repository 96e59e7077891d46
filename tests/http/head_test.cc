#include "http/head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::http {
namespace {

/// 0: it was taken.
int status_of(const std::string& head) {
  try {
    body_length(parse_request_head(head));
  } catch (const Refused& refused) {
    return refused.status;
  }
  return 0;
}

TEST(HttpHead, IsRead) {
  const auto head = parse_request_head(
      "PUT /v1/models/x?offset=3&total=9 HTTP/1.1\r\nHost: nano:7070\r\nCONTENT-length:  6 "
      "\r\n\r\n");
  EXPECT_EQ(head.method, "PUT");
  EXPECT_EQ(head.path, "/v1/models/x");
  EXPECT_EQ(head.query.at("offset"), "3");
  EXPECT_EQ(head.field("host"), "nano:7070");
  EXPECT_EQ(body_length(head), 6U);
}

TEST(HttpHead, IsReadStrictly) {
  const std::string get = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(status_of(get + "\r\n"), 0);
  for (const std::string bad :
       {"", "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n", "GET /\x01 HTTP/1.1\r\n\r\n"}) {
    EXPECT_EQ(status_of(bad), 400) << bad;
  }
  for (const std::string bad :
       {"Host\r\n\r\n", ": x\r\n\r\n", "A b: x\r\n\r\n", "A: 1\r\n folded\r\n\r\n",
        "A: \x1b[2J\r\n\r\n", "Host: a\r\nHOST: b\r\n\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x10\r\n\r\n", "Content-Length: \r\n\r\n",
        "Content-Length: 1111111111111111\r\n\r\n"}) {
    EXPECT_EQ(status_of(get + bad), 400) << bad;
  }
  EXPECT_EQ(status_of(get + "Transfer-Encoding: chunked\r\n\r\n"), 501);
  EXPECT_EQ(status_of(get + "Content-Encoding: gzip\r\n\r\n"), 415);
  EXPECT_EQ(status_of("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n\r\n"), 400);
}

TEST(HttpHead, HasLimits) {
  std::string fields;
  for (std::size_t i = 0; i <= kMostFields; ++i) fields += "F" + std::to_string(i) + ": x\r\n";
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + fields + "\r\n"), 431);
  EXPECT_EQ(head_length("GET / HTTP/1.1\r\n"), std::nullopt);
  EXPECT_EQ(head_length("a\r\n\r\nb"), 5U);
  EXPECT_THROW(head_length(std::string(kLongestHead, 'x')), Refused);
}

TEST(HttpHead, OfAnAnswer) {
  EXPECT_EQ(parse_answer_head("HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n").status, 404);
  EXPECT_EQ(parse_answer_head("HTTP/1.0 200\r\n\r\n").status, 200);
  for (const std::string bad : {"HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2000\r\n\r\n", "SSH-2.0-x\r\n\r\n",
                                "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n"}) {
    EXPECT_THROW(parse_answer_head(bad), Refused) << bad;
  }
}

}  // namespace
}  // namespace efs::http
