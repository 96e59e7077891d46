// What an agent does with clients that do not know the token, or do not keep to the protocol.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <thread>

#include "core/files/digest.h"
#include "core/text/outside_json.h"
#include "device/agent/server.h"
#include "support/raw_connection.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kToken = "0123456789abcdef";

class AgentAmongStrangers : public testing::Test {
 protected:
  ~AgentAmongStrangers() override { stop(); }

  void start(const std::function<void(AgentOptions&)>& change = {}) {
    AgentOptions options;
    options.port = 0;
    options.token = kToken;
    options.folder = folder_ / "models";
    options.child = {"sh", "-c", "cat >/dev/null; sleep 600"};
    if (change) change(options);
    server_ = std::make_unique<AgentServer>(
        std::vector<Runtime>{{"fake", "", [] { return std::string("1"); }, ".onnx"}}, options);
    thread_ = std::thread([this] { server_->run(); });
  }
  void stop() {
    if (!server_) return;
    server_->stop();
    thread_.join();
    server_.reset();
  }
  int port() const { return server_->port(); }
  std::string head(const std::string& first, const std::string& more = "") const {
    return first + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + kToken + "\r\n" +
           more + "\r\n";
  }
  std::string ask(const std::string& request) const { return RawConnection(port()).ask(request); }
  bool answers() const {
    return ask(head("GET /v1/capabilities")).find(" 200 ") != std::string::npos;
  }

  TemporaryFolder folder_;
  std::unique_ptr<AgentServer> server_;
  std::thread thread_;
};

TEST_F(AgentAmongStrangers, WithoutATokenAnyRequestIs401AndNothingElseIsRead) {
  start();
  for (const std::string method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"}) {
    for (const std::string path :
         {"/v1/capabilities", "/", "*", "http://a/v1/x", "/../x", "//%2f"}) {
      const std::string answer = ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 ")) << method << path;
    }
  }
  // What follows a refused request is not taken for another.
  const std::string second = head("GET /v1/capabilities");
  const std::string answer = ask("PUT /v1/x HTTP/1.1\r\nContent-Length: 5\r\n\r\n" + second);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
  EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos) << answer;
}

TEST_F(AgentAmongStrangers, ClosesTheConnectionOfAnyRequest) {
  start();
  const std::string twice = head("GET /v1/capabilities") + head("GET /v1/capabilities");
  const std::string answer = ask(twice);
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos);
}

TEST_F(AgentAmongStrangers, AHeadWithoutAnEndIsCutOff) {
  start();
  const RawConnection connection(port());
  connection.send("GET / HTTP/1.1\r\n");
  std::size_t taken = 0;
  for (const std::string line = "X: " + std::string(1000, 'x') + "\r\n"; connection.send(line);) {
    taken += line.size();
    ASSERT_LT(taken, 64U << 20) << "it takes whatever comes";
  }
  EXPECT_TRUE(answers());
}

TEST_F(AgentAmongStrangers, ABodyThatNobodyAskedForIsCutOff) {
  start();
  const RawConnection connection(port());
  connection.send("PUT /v1/x HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
  std::size_t taken = 0;
  for (const std::string piece(1 << 16, 'x'); connection.send(piece);) {
    taken += piece.size();
    ASSERT_LT(taken, 64U << 20) << "it takes whatever comes";
  }
}

TEST_F(AgentAmongStrangers, ManyThatSayNothingKeepNobodyOut) {
  start([](AgentOptions& options) { options.connections = 4; });
  std::vector<std::unique_ptr<RawConnection>> silent;
  for (int i = 0; i < 300; ++i) {
    silent.push_back(std::make_unique<RawConnection>(port()));
    silent.back()->send("GET /v1/capabi");
  }
  EXPECT_TRUE(answers());
}

TEST_F(AgentAmongStrangers, ASilentOneIsSentAway) {
  start([](AgentOptions& options) { options.head_s = options.silence_s = 0.2; });
  const RawConnection silent(port());
  silent.send("GET /v1/capabilities HTTP/1.1\r\n");
  EXPECT_EQ(silent.read_all(), "");
}

TEST_F(AgentAmongStrangers, EndsAtOnceWithConnectionsOpen) {
  start();
  const RawConnection silent(port()), uploading(port());
  silent.send("GET /");
  uploading.send(head("PUT /v1/models/" + std::string(64, 'a') + ".onnx?offset=0&total=9",
                      "Content-Length: 9\r\n"));
  stop();  // the test's time-out is the judge
  EXPECT_EQ(silent.read_all(), "");
}

TEST_F(AgentAmongStrangers, FollowersLeaveRoomForOthers) {
  start([](AgentOptions& options) { options.connections = 4; });
  const std::string name = sha256_hex("model") + ".onnx";
  EXPECT_THAT(
      ask(head("PUT /v1/models/" + name + "?offset=0&total=5", "Content-Length: 5\r\n") + "model"),
      HasSubstr(" 200 "));
  MeasureRequest request;
  request.model_digest = sha256_hex("model");
  request.runtime = "fake";
  const std::string body = json_text(to_json(request));
  const std::string id(32, '1');
  EXPECT_THAT(ask(head("PUT /v1/measurements/" + id,
                       "Content-Length: " + std::to_string(body.size()) + "\r\n") +
                  body),
              HasSubstr(" 202 "));
  std::vector<std::unique_ptr<RawConnection>> followers;
  for (int i = 0; i < 10; ++i) {
    followers.push_back(std::make_unique<RawConnection>(port()));
    followers.back()->send(head("GET /v1/measurements/" + id + "/events"));
  }
  EXPECT_THAT(followers.back()->read_all(), HasSubstr(" 429 "));
  EXPECT_TRUE(answers());
}

TEST_F(AgentAmongStrangers, RefusesWhatNobodyNeeds) {
  start();
  const std::string path = "PUT /v1/measurements/" + std::string(32, '1');
  EXPECT_THAT(ask(head(path, "Transfer-Encoding: chunked\r\n")), HasSubstr(" 501 "));
  EXPECT_THAT(ask(head(path, "Content-Encoding: gzip\r\nContent-Length: 1\r\n")),
              HasSubstr(" 415 "));
  EXPECT_THAT(ask(head(path, "Content-Length: 100000000\r\n")), HasSubstr(" 413 "));
  EXPECT_THAT(ask(head("GET /v1/capabilities", "Range: " + std::string(12'000, ',') + "\r\n")),
              HasSubstr(" 200 "));
  EXPECT_THAT(ask(head("POST /v1/capabilities")), HasSubstr(" 404 "));
  EXPECT_THAT(ask(head("GET /v1/models/" + std::string(64, 'a') + ".onnx%2f..")),
              HasSubstr(" 404 "));
}

// {"protocol":[[[[...]]]]} and an object of very many keys.
TEST_F(AgentAmongStrangers, RefusesMessagesThatAreDeepOrWide) {
  start();
  const std::string deep =
      "{\"protocol\":" + std::string(20'000, '[') + std::string(20'000, ']') + "}";
  std::string wide = "{\"protocol\":1";
  for (int i = 0; i < 5000; ++i) wide += ",\"" + std::to_string(i) + "\":1";
  wide += "}";
  for (const std::string& body : {deep, wide}) {
    EXPECT_THAT(ask(head("PUT /v1/measurements/" + std::string(32, '1'),
                         "Content-Length: " + std::to_string(body.size()) + "\r\n") +
                    body),
                HasSubstr(" 400 "));
  }
  EXPECT_TRUE(answers());
}

TEST_F(AgentAmongStrangers, WithoutATokenItAnswersToItsOwnNamesOnly) {
  start([](AgentOptions& options) { options.token.clear(); });
  const auto status = [&](const std::string& host) {
    return ask("GET /v1/capabilities HTTP/1.1\r\nHost: " + host + "\r\n\r\n").substr(9, 3);
  };
  for (const char* own :
       {"localhost", "LOCALHOST:7070", "127.0.0.1:1", "127.1.2.3", "[::1]:7070"}) {
    EXPECT_EQ(status(own), "200") << own;
  }
  for (const char* other :
       {"evil.example", "127.evil.example", "127.0.0.1.evil.example:7070", "localhost.evil.example",
        "localhost:7070.evil.example", "0.0.0.0", ""}) {
    EXPECT_EQ(status(other), "403") << other;
  }
}

}  // namespace
}  // namespace efs::device
