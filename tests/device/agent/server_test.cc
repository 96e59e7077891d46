// Server and client together, over a real connection; the child is a shell script.
#include "device/agent/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <thread>

#include "core/files/digest.h"
#include "core/files/files.h"
#include "device/agent/client.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kToken = "0123456789abcdef";

std::string fake_version() { return "1.0"; }
std::string absent_version() { fail("it is not here"); }
std::unique_ptr<Session> no_session(const fs::path&, const LoadOptions&) { return nullptr; }

class AgentServerTest : public testing::Test {
 protected:
  ~AgentServerTest() override { stop(); }

  void start(const std::string& script, std::function<void(AgentOptions&)> change = {}) {
    AgentOptions options;
    options.port = port_;
    options.token = kToken;
    options.folder = folder_ / "models";
    options.child = {"sh", "-c", script};
    if (change) change(options);
    server_ = std::make_unique<AgentServer>(
        std::vector<Runtime>{{"fake", "", fake_version, ".onnx", no_session},
                             {"absent", "", absent_version, ".onnx", no_session}},
        options);
    port_ = server_->port();
    thread_ = std::thread([this] { server_->run(); });
  }
  void stop() {
    if (!server_) return;
    server_->stop();
    thread_.join();
    server_.reset();
  }
  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }
  AgentAddress address() const { return {url(), kToken, ""}; }

  fs::path model(const std::string& bytes = "a model") {
    write_file_atomically(folder_ / "model.onnx", bytes);
    return folder_ / "model.onnx";
  }
  static MeasureRequest request(const std::string& bytes = "a model") {
    MeasureRequest out;
    out.model_digest = sha256_hex(bytes);
    out.runtime = "fake";
    return out;
  }

  TemporaryFolder folder_;
  std::unique_ptr<AgentServer> server_;
  std::thread thread_;
  int port_ = 0;
};

constexpr const char* kGood = R"(cat >/dev/null
echo '{"progress": "warming up"}'
echo '{"result": {"median_ms": 2.5}, "samples_ms": [2, 3]}')";

TEST_F(AgentServerTest, SaysWhatItIs) {
  start(kGood);
  const Capabilities board = AgentClient(address()).capabilities();
  ASSERT_EQ(board.runtimes.size(), 1U);
  EXPECT_EQ(board.runtimes[0].name, "fake");
  EXPECT_GE(board.cpus, 1);
  EXPECT_FALSE(board.board.empty());
}

TEST_F(AgentServerTest, Measures) {
  start(kGood);
  AgentClient client(address());
  const std::string id = new_measurement_id();
  std::vector<std::string> heard;
  const auto status = client.measure(
      model(), request(), id,
      {.changed = [&](const MeasurementStatus& now) { heard.emplace_back(to_string(now.state)); }});
  EXPECT_EQ(status.result.at("median_ms"), 2.5);
  EXPECT_EQ(heard.back(), "done");
  EXPECT_THAT(client.samples_ms(id), ElementsAre(2.0, 3.0));
}

TEST_F(AgentServerTest, CancelsWhatIsNoLongerWanted) {
  start("cat >/dev/null; sleep 600");
  AgentClient client(address());
  const std::string id = new_measurement_id();
  bool runs = false;
  const MeasurementWatch watch{
      .changed = [&](const auto& now) { runs = now.state == MeasurementState::kRunning; },
      .cancelled = [&] { return runs; }};
  EXPECT_THAT(message_of([&] { client.measure(model(), request(), id, watch); }),
              HasSubstr("was cancelled"));
  // The agent knows, too: asked again, it is the same measurement, which has ended.
  EXPECT_THAT(message_of([&] { client.measure(model(), request(), id); }),
              HasSubstr("was cancelled"));
}

TEST_F(AgentServerTest, CancelsAnUpload) {
  start(kGood);
  AgentClient client(address());
  const MeasurementWatch watch{.cancelled = [] { return true; }};
  EXPECT_THAT(message_of([&] { client.measure(model(), request(), new_measurement_id(), watch); }),
              HasSubstr("the upload to the agent at"));
  EXPECT_EQ(client.measure(model(), request(), new_measurement_id()).result.at("median_ms"), 2.5);
}

TEST_F(AgentServerTest, NeedsTheToken) {
  start(kGood);
  for (const std::string token : {"", "0123456789abcdeF", "0123456789abcdef0"}) {
    EXPECT_THAT(message_of([&] {
                  AgentClient({url(), token, ""}).capabilities();
                }),
                HasSubstr("refuses the token"));
  }
  httplib::Client raw("127.0.0.1", port_);
  const auto answer = raw.Get("/v1/capabilities");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 401);
  EXPECT_EQ(answer->body.find("0123"), std::string::npos);
}

TEST_F(AgentServerTest, ListensForOthersWithATokenOnly) {
  EXPECT_THAT(message_of([&] {
                start(kGood, [](AgentOptions& options) {
                  options.host = "0.0.0.0";
                  options.token.clear();
                });
              }),
              HasSubstr("needs a token"));
}

TEST_F(AgentServerTest, DoesNotShareItsPort) {
  start(kGood);
  AgentOptions options;
  options.port = port_;
  options.folder = folder_ / "other";
  EXPECT_THAT(message_of([&] { AgentServer({}, options); }), HasSubstr("cannot listen on"));
}

TEST_F(AgentServerTest, AFailureSaysWhy) {
  start("cat >/dev/null; echo '{\"error\": \"operator Foo is unknown\"}'");
  EXPECT_THAT(
      message_of([&] { AgentClient(address()).measure(model(), request(), new_measurement_id()); }),
      HasSubstr("the measurement failed: operator Foo is unknown"));
}

TEST_F(AgentServerTest, RefusesAnUploadThatIsTooLarge) {
  start(kGood, [](AgentOptions& options) { options.store.model_bytes = 1000; });
  const std::string bytes(1001, 'x');
  EXPECT_THAT(message_of([&] {
                AgentClient(address()).measure(model(bytes), request(bytes), new_measurement_id());
              }),
              HasSubstr("1 to 1000 bytes"));
}

TEST_F(AgentServerTest, GoesOnWithAnUploadThatBrokeOff) {
  start(kGood);
  const std::string bytes(1 << 20, 'x');
  const std::string path = "/v1/models/" + sha256_hex(bytes) + ".onnx";
  httplib::Client raw("127.0.0.1", port_);
  raw.set_bearer_token_auth(kToken.c_str());
  // Breaks off after 300,000 bytes.
  raw.Put((path + "?offset=0&total=1048576").c_str(), bytes.size(),
          [&](std::size_t offset, std::size_t, httplib::DataSink& sink) {
            return offset < 300'000 && sink.write(bytes.data(), 100'000);
          },
          "application/octet-stream");
  std::uint64_t here = 0;
  for (int i = 0; i < 6000 && here < 300'000; ++i) {
    const auto answer = raw.Get(path.c_str());
    ASSERT_TRUE(answer);
    here = Json::parse(answer->body).at("bytes").get<std::uint64_t>();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(here, 300'000U);
  AgentClient client(address());
  // The broken connection may be noticed a moment later.
  for (int i = 0; i < 3000; ++i) {
    try {
      EXPECT_EQ(client.measure(model(bytes), request(bytes), std::string(32, '0')).state,
                MeasurementState::kDone);
      return;
    } catch (const Error& error) {
      ASSERT_THAT(error.what(), HasSubstr("another upload"));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  FAIL();
}

TEST_F(AgentServerTest, GoesOnAfterItWasAway) {
  start("cat >/dev/null; echo '{\"progress\": \"1 runs\"}'; sleep 600");
  AgentClient client(address());
  const std::string id = new_measurement_id();
  const auto stop_when_running = [&](const MeasurementStatus& status) {
    if (status.progress == "1 runs") server_->stop();
  };
  EXPECT_THROW(client.measure(model(), request(), id, {.changed = stop_when_running}),
               AgentUnreachable);
  stop();
  EXPECT_THROW(client.measure(model(), request(), id), AgentUnreachable);
  start(kGood);  // another process on the same port, which knows nothing of the measurement
  EXPECT_EQ(client.measure(model(), request(), id).state, MeasurementState::kDone);
}

TEST_F(AgentServerTest, RefusesWhatItDoesNotUnderstand) {
  start(kGood);
  httplib::Client raw("127.0.0.1", port_);
  raw.set_bearer_token_auth(kToken.c_str());
  const std::string measurement = "/v1/measurements/" + std::string(32, '0');
  const auto status = [&](const httplib::Result& result) { return result ? result->status : 0; };
  for (const std::string body : {"", "{", "[]", "null", "{\"protocol\": 1}", "\xff\xfe"}) {
    EXPECT_EQ(status(raw.Put(measurement.c_str(), body, "application/json")), 400) << body;
  }
  EXPECT_EQ(status(raw.Put(measurement.c_str(), std::string(2 << 20, ' '), "text/plain")), 413);
  EXPECT_EQ(status(raw.Get(measurement.c_str())), 404);
  EXPECT_EQ(status(raw.Get((measurement + "/events").c_str())), 404);
  EXPECT_EQ(status(raw.Delete(measurement.c_str())), 404);
  EXPECT_EQ(status(raw.Get("/v1/models/../../../etc/passwd")), 404);
  EXPECT_EQ(status(raw.Get("/v2/capabilities")), 404);
  const std::string file = "/v1/models/" + std::string(64, '0') + ".onnx";
  EXPECT_EQ(status(raw.Put(file.c_str(), "x", "text/plain")), 400);
  EXPECT_EQ(status(raw.Put((file + "?offset=-1&total=1").c_str(), "x", "text/plain")), 400);
  EXPECT_EQ(status(raw.Put((file + "?offset=0&total=1").c_str(), "x", "text/plain")), 422);
}

TEST_F(AgentServerTest, AnswersAThousandAtOnceAndASlowOneBeside) {
  start(kGood, [](AgentOptions& options) { options.head_s = options.silence_s = 2.0; });
  httplib::Client slow("127.0.0.1", port_);
  slow.set_bearer_token_auth(kToken.c_str());
  std::thread dawdling([&] {
    const std::string path = "/v1/models/" + std::string(64, '0') + ".onnx?offset=0&total=4";
    slow.Put(
        path.c_str(), 4,
        [](std::size_t, std::size_t, httplib::DataSink& sink) {
          std::this_thread::sleep_for(std::chrono::milliseconds(800));
          return sink.write("x", 1);
        },
        "application/octet-stream");
  });
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        httplib::Client raw("127.0.0.1", port_);
        raw.set_bearer_token_auth(kToken.c_str());
        raw.set_connection_timeout(30);
        raw.set_read_timeout(30);
        const auto result = raw.Get("/v1/capabilities");
        answered += result && result->status == 200 ? 1 : 0;
      }
    });
  }
  for (auto& client : clients) client.join();
  dawdling.join();
  EXPECT_EQ(answered, 1000);
}

TEST(AgentClientAddress, IsAUrl) {
  for (const char* url : {"nano:7070", "ftp://nano", "http://", "http://nano/path"}) {
    EXPECT_THROW(AgentClient({url, "", ""}), UsageError) << url;
  }
}

}  // namespace
}  // namespace efs::device
