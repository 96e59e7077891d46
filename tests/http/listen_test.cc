// Clients whose connections stay open for what is published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "http/server.h"
#include "support/raw_connection.h"

namespace efs::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// "/listen" listens to the channel "news"; everything else is answered with "hello".
class ListenTest : public testing::Test {
 protected:
  ListenTest()
      : server_(
            options(), [](const RequestHead&) {}, handle) {
    thread_ = std::thread([this] { server_.run(); });
  }
  ~ListenTest() override {
    server_.stop();
    thread_.join();
  }

  static ServerOptions options() { return {.connections = 2, .silence_s = 1.0, .listeners = 300}; }
  static void handle(Exchange& exchange) {
    if (exchange.head().path == "/listen") {
      return exchange.listen("news", [] { return "data: first\n\n"; });
    }
    exchange.answer(200, Content{"text/plain", "hello", "X-More: yes\r\n"});
  }

  std::unique_ptr<RawConnection> listening() {
    auto one = std::make_unique<RawConnection>(server_.port());
    one->send("GET /listen HTTP/1.1\r\nHost: x\r\n\r\n");
    return one;
  }
  void wait_for_listeners(std::size_t count) {
    for (int i = 0; i < 1000 && server_.hub().listeners("news") != count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_EQ(server_.hub().listeners("news"), count);
  }

  Server server_;
  std::thread thread_;
};

TEST_F(ListenTest, AnswersWithAnyContent) {
  const RawConnection one(server_.port());
  const std::string answer = one.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain\r\n"));
  EXPECT_THAT(answer, HasSubstr("X-More: yes\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nhello"));
}

// With two threads, 200 listen and others are still answered.
TEST_F(ListenTest, ListenersNeedNoThread) {
  std::vector<std::unique_ptr<RawConnection>> all;
  for (int i = 0; i < 200; ++i) all.push_back(listening());
  wait_for_listeners(200);
  const RawConnection other(server_.port());
  EXPECT_THAT(other.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), EndsWith("hello"));
  server_.hub().publish("news", "data: second\n\n");
  for (const auto& one : all) {
    EXPECT_THAT(one->read_until("second\n\n"), HasSubstr("data: first\n\ndata: second\n\n"));
  }
}

TEST_F(ListenTest, SeesThatAClientHasLeft) {
  auto one = listening();
  const auto two = listening();
  wait_for_listeners(2);
  one.reset();
  wait_for_listeners(1);
}

// It takes nothing, and is let go; the other gets all of it.
TEST_F(ListenTest, LetsAClientGoThatTakesNothing) {
  const auto slow = listening();
  const auto quick = listening();
  wait_for_listeners(2);
  const std::string piece(1U << 20, 'x');
  std::string read;
  for (int i = 0; i < 16; ++i) {
    server_.hub().publish("news", piece + std::to_string(i) + "|");
    read = quick->read_until(std::to_string(i) + "|");
    ASSERT_THAT(read, EndsWith(std::to_string(i) + "|"));
  }
  wait_for_listeners(1);
}

TEST_F(ListenTest, RefusesMoreThanMayListen) {
  std::vector<std::unique_ptr<RawConnection>> all;
  for (int i = 0; i < 300; ++i) {
    all.push_back(listening());
    wait_for_listeners(static_cast<std::size_t>(i) + 1);
  }
  EXPECT_THAT(listening()->read_all(), HasSubstr("HTTP/1.1 503"));
}

}  // namespace
}  // namespace efs::http
