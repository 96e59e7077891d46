// efs-agent as a program, measured through by efs; models run in ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <thread>

#include "cli/program.h"
#include "core/child_process.h"
#include "core/files.h"
#include "core/json.h"
#include "support/temporary_folder.h"

namespace efs::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kAgent = EFS_BINARY_DIR "/efs-agent";

/// Started, and its port known.
class Agent {
 public:
  explicit Agent(std::vector<std::string> arguments) : process_(words(std::move(arguments)), "") {
    std::string line;
    if (process_.read_line(line, 30.0) == ChildProcess::Read::kLine) {
      port_ = line.substr(line.rfind(' ') + 1);
    }
  }
  std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + port_;
  }
  bool started() const { return !port_.empty(); }

 private:
  static std::vector<std::string> words(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), kAgent);
    return arguments;
  }
  ChildProcess process_;
  std::string port_;
};

class AgentProgram : public ::testing::Test {
 protected:
  AgentProgram() {
    write_file_atomically(token_, "a token of 22 letters.\n");
    ::chmod(token_.c_str(), 0600);
    const auto exported = run_efs({"export", "--arch", "shufflenet_v2_x0_5", "--input", "32",
                                   "--head", "gap", "--out", model_});
    EXPECT_EQ(exported.exit_code, 0) << exported.err;
  }
  std::vector<std::string> agent_arguments() const {
    return {"--port", "0", "--folder", (folder_ / "cache").string(), "--token-file", token_};
  }
  ProgramResult bench(const std::string& model, const std::string& url,
                      std::vector<std::string> more = {"--runtime", "onnxruntime"}) const {
    std::vector<std::string> arguments{"bench",        model,  "--target", url,
                                       "--token-file", token_, "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_efs(arguments);
  }

  TemporaryFolder folder_;
  const std::string token_ = (folder_ / "token").string();
  const std::string model_ = (folder_ / "model.onnx").string();
};

TEST_F(AgentProgram, MeasuresForEfs) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  const auto result = bench(model_, agent.url());
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_GT(json.at("median_ms"), 0.0);
  EXPECT_GE(json.at("runs"), 50);
  EXPECT_EQ(json.at("runtime"), "onnxruntime");
  EXPECT_GT(json.at("peak_memory_mb"), 1.0);
  EXPECT_GT(json.at("cold_start_ms"), 0.0);
}

TEST_F(AgentProgram, RefusesAWrongToken) {
  const Agent agent(agent_arguments());
  write_file_atomically(token_, "another one, as long..\n");
  ::chmod(token_.c_str(), 0600);
  const auto result = bench(model_, agent.url());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("refuses the token"));
}

TEST_F(AgentProgram, WantsATokenThatOthersCannotRead) {
  ::chmod(token_.c_str(), 0644);
  ChildProcess agent({kAgent, "--port", "0", "--token-file", token_}, "");
  std::string line;
  EXPECT_EQ(agent.read_line(line, 30.0), ChildProcess::Read::kEnd);
  EXPECT_NE(agent.wait().exit_code, 0);
  EXPECT_THAT(agent.errors(), HasSubstr("chmod 600"));
}

TEST_F(AgentProgram, SaysWhatIsWrongWithAModelAndGoesOn) {
  const Agent agent(agent_arguments());
  const std::string broken = (folder_ / "broken.onnx").string();
  write_file_atomically(broken, "no model");
  EXPECT_THAT(bench(broken, agent.url()).err, HasSubstr("no ONNX model"));
  // Cut in the middle of its weights.
  write_file_atomically(broken, read_file(model_).substr(0, 20'000));
  EXPECT_EQ(bench(broken, agent.url()).exit_code, 1);
  EXPECT_THAT(bench(model_, agent.url(), {"--runtime", "tensorrt"}).err,
              HasSubstr("this board has no runtime 'tensorrt'; it has: onnxruntime"));
  EXPECT_EQ(bench(model_, agent.url()).exit_code, 0);
}

TEST_F(AgentProgram, CannotBeReachedWhereNobodyListens) {
  const auto result = bench(model_, "http://127.0.0.1:1");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("the agent at http://127.0.0.1:1 cannot be reached"));
}

TEST_F(AgentProgram, SpeaksTls) {
  const std::string key = (folder_ / "key.pem").string();
  const std::string certificate = (folder_ / "certificate.pem").string();
  ChildProcess openssl({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", key, "-out", certificate},
                       "");
  std::string line;
  while (openssl.read_line(line, 60.0) == ChildProcess::Read::kLine) {
  }
  ASSERT_EQ(openssl.wait().exit_code, 0) << openssl.errors();
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--tls-cert", certificate, "--tls-key", key});
  const Agent agent(arguments);
  ASSERT_TRUE(agent.started());
  EXPECT_EQ(
      bench(model_, agent.url("https"), {"--runtime", "onnxruntime", "--ca-cert", certificate})
          .exit_code,
      0);
  EXPECT_EQ(bench(model_, agent.url("https")).exit_code, 1);  // signed by nobody who is known
}

}  // namespace
}  // namespace efs::testing
