// What efs does with something that answers in an agent's place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/digest.h"
#include "core/files/files.h"
#include "device/agent/client.h"
#include "support/message_of.h"
#include "support/raw_connection.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kBoard =
    R"({"protocol": 1, "agent": "1", "board": "B", "machine": "m", "cpus": 1, "clock": {},
        "runtimes": [{"name": "r", "version": "1", "suffix": ".onnx"}],
        "max_model_bytes": 1000000000, "max_queued": 1})";

std::string board_with(const std::string& old, const std::string& other) {
  std::string text = kBoard;
  return text.replace(text.find(old), old.size(), other);
}

/// What the client says of a board whose capabilities are these bytes.
std::string said_of(const std::string& answer) {
  const StrangeBoard board({answer});
  std::string said;
  try {
    AgentClient({board.url(), "", ""}).capabilities();
  } catch (const AgentTrouble& trouble) {
    return trouble.what();
  } catch (const AgentUnreachable& away) {
    return std::string("away: ") + away.what();
  }
  return "";
}

TEST(StrangeBoard, OneThatIsRightIsUnderstood) {
  EXPECT_EQ(said_of(StrangeBoard::answer(kBoard)), "");
  EXPECT_EQ(said_of("HTTP/1.1 200 OK\r\n\r\n" + std::string(kBoard)), "");
}

TEST(StrangeBoard, NamesNoPath) {
  for (const char* suffix : {"/../victim/model.onnx", ".txt", "", "x.onnx", ".onnx/", ".onnx\\n"}) {
    EXPECT_THAT(
        said_of(StrangeBoard::answer(board_with("\".onnx\"", std::string("\"") + suffix + "\""))),
        HasSubstr("'suffix' must be .onnx or .pt"))
        << suffix;
  }
  EXPECT_THAT(said_of(StrangeBoard::answer(board_with("\"r\"", "\"../r\""))), HasSubstr("a word"));
}

TEST(StrangeBoard, WritesNothingToTheTerminal) {
  const StrangeBoard board(
      {StrangeBoard::answer(board_with("\"B\"", R"("\u001b]0;owned\u0007\u009b2J")"))});
  EXPECT_EQ(AgentClient({board.url(), "", ""}).capabilities().board,
            "\\x1b]0;owned\\x07\\u{009b}2J");
  EXPECT_THAT(said_of(StrangeBoard::answer(R"({"error": "\u001b[2J no"})", "507 No")),
              HasSubstr("\\x1b[2J no"));
}

TEST(StrangeBoard, SaysNothingThatNobodyUnderstands) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const std::string& body :
       {std::string("null"), std::string("{}"), std::string("\xff"), deep,
        "{\"protocol\":" + deep + "}", board_with("\"cpus\": 1", "\"cpus\": {}"), std::string()}) {
    EXPECT_THAT(said_of(StrangeBoard::answer(body)),
                HasSubstr("does not answer as an efs-agent does"));
  }
  EXPECT_THAT(said_of(StrangeBoard::answer("{\"error\": 5}", "500 No")),
              HasSubstr("did not say why"));
}

TEST(StrangeBoard, TalksWithinLimits) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  for (const std::string& beginning :
       {std::string(), ok, ok + "X: ", ok + "\r\n", ok + "Content-Length: 900000000\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"}) {
    EXPECT_THAT(said_of(StrangeBoard::endless(beginning)), Not("")) << beginning;
  }
  for (const std::string answer :
       {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
    EXPECT_THAT(said_of(answer), Not("")) << answer;
  }
}

/// A board that has the model, and is measuring it.
class StrangeMeasurement : public testing::Test {
 protected:
  /// The error of a measurement whose events are these.
  std::string said_of_events(const std::string& answer) {
    write_file_atomically(folder_ / "model.onnx", "a model");
    const StrangeBoard board({StrangeBoard::answer(status("\"state\": \"queued\"")), answer});
    MeasureRequest request;
    request.model_digest = sha256_hex("a model");
    request.runtime = "r";
    return message_of([&] {
      AgentClient({board.url(), "", ""}).measure(folder_ / "model.onnx", request, kId);
    });
  }
  static std::string status(const std::string& fields) {
    return "{\"id\": \"" + kId + "\", " + fields + "}";
  }
  static inline const std::string kId = std::string(32, '1');
  TemporaryFolder folder_;
};

TEST_F(StrangeMeasurement, HasLinesOfALimitedLength) {
  EXPECT_THAT(said_of_events(StrangeBoard::endless("HTTP/1.1 200 OK\r\n\r\n")),
              HasSubstr("a line of more than"));
}

TEST_F(StrangeMeasurement, IsTheOneThatWasAskedFor) {
  EXPECT_THAT(said_of_events(StrangeBoard::answer("{\"id\": \"" + std::string(32, '2') +
                                                  "\", \"state\": \"running\"}\n")),
              HasSubstr("of another measurement"));
  EXPECT_THAT(said_of_events(StrangeBoard::answer(status("\"state\": \"done\"") + "\n")),
              HasSubstr("has no result"));
  EXPECT_THAT(said_of_events(StrangeBoard::answer(status("\"state\": \"asleep\"") + "\n")),
              HasSubstr("no state of a measurement"));
}

/// Whether the client takes it for a trouble of the board, so that the model is tried again.
bool is_trouble_of_the_board(const std::string& put_answer) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "model.onnx", "a model");
  const std::string nothing = StrangeBoard::answer("{\"error\": \"none\"}", "404 No");
  const StrangeBoard board(
      {nothing, StrangeBoard::answer("{\"bytes\": 0, \"complete\": false}"), put_answer});
  MeasureRequest request;
  request.model_digest = sha256_hex("a model");
  request.runtime = "r";
  try {
    AgentClient({board.url(), "", ""})
        .measure(folder / "model.onnx", request, std::string(32, '1'));
  } catch (const AgentUnreachable&) {
    return true;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the reason"));
    return false;
  }
  ADD_FAILURE() << "it was measured";
  return false;
}

TEST(StrangeBoard, HasTroublesThatAreNotTheModels) {
  const std::string reason = "{\"error\": \"the reason\"}";
  for (const char* status : {"400 x", "401 x", "403 x", "404 x", "408 x", "409 x", "422 x", "429 x",
                             "500 x", "503 x", "507 x", "302 x"}) {
    EXPECT_TRUE(is_trouble_of_the_board(StrangeBoard::answer(reason, status))) << status;
  }
  EXPECT_FALSE(is_trouble_of_the_board(StrangeBoard::answer(reason, "413 x")));
}

// It refuses in the middle of an upload, and goes away.
TEST(StrangeBoard, IsHeardWhenItRefusesAnUpload) {
  const TemporaryFolder folder;
  const std::string bytes(64 << 20, 'x');  // more than the system keeps on the way
  write_file_atomically(folder / "model.onnx", bytes);
  const StrangeBoard board({StrangeBoard::answer("{}", "404 No"),
                            StrangeBoard::answer("{\"bytes\": 0, \"complete\": false}"),
                            StrangeBoard::answer("{\"bytes\": 0, \"complete\": false}"),
                            StrangeBoard::answer("{\"error\": \"the disk is full\"}", "507 No")});
  MeasureRequest request;
  request.model_digest = sha256_hex(bytes);
  request.runtime = "r";
  EXPECT_THAT(message_of([&] {
                AgentClient({board.url(), "", ""})
                    .measure(folder / "model.onnx", request, std::string(32, '1'));
              }),
              HasSubstr("the disk is full"));
}

}  // namespace
}  // namespace efs::device
