// efs-agent as a program, measured through by efs; models run in ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/program.h"
#include "core/files/files.h"
#include "core/process/child_process.h"
#include "core/text/json.h"
#include "core/text/outside_json.h"
#include "support/network_namespace.h"
#include "support/temporary_folder.h"

namespace efs::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kAgent = EFS_BINARY_DIR "/efs-agent";

/// Started, and its port known.
class Agent {
 public:
  explicit Agent(const std::vector<std::string>& arguments, std::vector<std::string> before = {})
      : process_(words(std::move(before), arguments), "") {
    std::string line;
    if (process_.read_line(line, 30.0) == ChildProcess::Read::kLine) {
      port_ = line.substr(line.rfind(' ') + 1);
    }
  }
  std::string url(const std::string& scheme = "http", const std::string& host = "127.0.0.1") const {
    return scheme + "://" + host + ":" + port_;
  }
  bool started() const { return !port_.empty(); }

 private:
  static std::vector<std::string> words(std::vector<std::string> before,
                                        const std::vector<std::string>& arguments) {
    before.emplace_back(kAgent);
    before.insert(before.end(), arguments.begin(), arguments.end());
    return before;
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
  /// With a runtime "slow" that takes ten minutes.
  std::vector<std::string> slow_agent_arguments() const {
    const std::string programs = (folder_ / "programs.json").string();
    write_file_atomically(programs, R"json([{"name": "slow", "words": ["sleep", "600"],
                                             "patterns": {"median_ms": "([0-9.]+)"}}])json");
    auto arguments = agent_arguments();
    arguments.insert(arguments.end(), {"--programs", programs});
    return arguments;
  }
  ProgramResult bench(const std::string& model, const std::string& url,
                      std::vector<std::string> more = {"--runtime", "onnxruntime"}) const {
    std::vector<std::string> arguments{"bench",        model,  "--target", url,
                                       "--token-file", token_, "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_efs(arguments);
  }
  /// Waits until the search has said so.
  bool logs(const std::string& text) const {
    testing::wait_for([&] {
      return std::filesystem::exists(log_) && read_file(log_).find(text) != std::string::npos;
    });
    return true;
  }

  TemporaryFolder folder_;
  const std::string log_ = (folder_ / "log").string();
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

/// A search whose four networks an agent measures.
class AgentSearch : public AgentProgram {
 protected:
  std::vector<std::string> search_arguments(const std::string& url) {
    const std::string faces = (folder_ / "faces").string();
    EXPECT_EQ(run_efs({"data", "synth", faces, "--images", "40"}).exit_code, 0);
    return {
        "search",
        "--images",
        faces + "/images",
        "--labels",
        faces + "/labels.txt",
        "--study",
        study_,
        "latency.url=" + url,
        "latency.token_file=" + token_,
        "latency.cache=" + (folder_ / "latencies").string(),
        "input=32",
        "tap=0",
        "head=gap",
        "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1, mobilenet_v3_small, mnasnet0_5]",
        "space.learning_rate=[0.002]",
        "stages=[{epochs: 1, keep: 1}]",
        "search.workers=1",
        "search.threads_per_worker=1",
        "train.precision=fp32"};
  }
  bool has_measured() const {
    testing::wait_for([&] {
      std::error_code none;
      return std::filesystem::directory_iterator(folder_ / "latencies", none) !=
             std::filesystem::directory_iterator();
    });
    return true;
  }
  bool has_trained() const {
    testing::wait_for([&] {
      const std::string results = study_ + "/results.csv";
      if (!std::filesystem::exists(results)) return false;
      const std::string text = read_file(results);
      return std::count(text.begin(), text.end(), '\n') > 1;
    });
    return true;
  }
  void expect_all_measured(int networks = 4) const {
    const std::string leaderboard = read_file(study_ + "/leaderboard.csv");
    EXPECT_EQ(std::count(leaderboard.begin(), leaderboard.end(), '\n'), networks + 1)
        << leaderboard;
    EXPECT_EQ(leaderboard.find("failed"), std::string::npos) << leaderboard;
  }

  const std::string study_ = (folder_ / "study").string();
};

TEST_F(AgentSearch, BeginsNothingWhereTheBoardCannotMeasureAsAsked) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  auto arguments = search_arguments(agent.url());
  arguments.insert(arguments.end(), {"latency.runtime=onnxruntime", "latency.precision=int8"});
  auto result = run_efs(arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("latency: runtime onnxruntime of the board at http://"),
                                HasSubstr("cannot run an fp32 model in int8")));
  arguments[arguments.size() - 2] = "latency.runtime=trtexec";
  result = run_efs(arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("has no runtime 'trtexec'; it has: onnxruntime"));
  EXPECT_FALSE(std::filesystem::exists(study_));
}

// A board may build an engine for minutes; who wants to stop now does not wait for it.
TEST_F(AgentSearch, StopsInTheMiddleOfAMeasurement) {
  const Agent agent(slow_agent_arguments());
  ASSERT_TRUE(agent.started());
  auto arguments = search_arguments(agent.url());
  arguments.emplace_back("latency.runtime=slow");
  BackgroundEfs search(arguments, log_);
  ASSERT_TRUE(logs("measuring "));
  search.signal(SIGINT);
  ASSERT_TRUE(logs("stopping after this measurement"));
  EXPECT_TRUE(search.running()) << "it was to end what it had begun";
  search.signal(SIGINT);
  EXPECT_EQ(search.wait(), 130);
  const std::string table = run_efs({"study", "show", study_}).out;
  EXPECT_EQ(table.find("failed"), std::string::npos) << table;
  EXPECT_EQ(bench(model_, agent.url()).exit_code, 0) << "the board is free again";
}

// The agent ends as by kill -9, and is started again on the same port.
TEST_F(AgentSearch, OutlastsAnAgentThatIsAway) {
  auto agent = std::make_unique<Agent>(agent_arguments());
  ASSERT_TRUE(agent->started());
  const std::string url = agent->url();
  BackgroundEfs search(search_arguments(url), log_);
  ASSERT_TRUE(has_measured());
  agent.reset();
  ASSERT_TRUE(logs("cannot be reached"));
  EXPECT_TRUE(has_trained()) << "what is measured needs no agent";
  EXPECT_THAT(run_efs({"status", study_}).out, HasSubstr("waiting  the agent at " + url));
  auto arguments = agent_arguments();
  arguments[1] = url.substr(url.rfind(':') + 1);
  agent = std::make_unique<Agent>(arguments);
  ASSERT_TRUE(agent->started());
  EXPECT_EQ(search.wait(), 0) << read_file(log_);
  expect_all_measured();
  EXPECT_THAT(run_efs({"status", study_}).out, ::testing::Not(HasSubstr("waiting")));
}

TEST_F(AgentSearch, MeasuresNetworksThatAUserBrought) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  const std::string blocks = (folder_ / "mine.yaml").string();
  write_file_atomically(blocks, "stem: cn_k3_s2_c8\nstages: [ds_s2_c16, ir_s2_e2_c24_se0.25]\n");
  const std::string graph = (folder_ / "edited.efsgraph").string();
  write_file_atomically(
      graph, run_efs({"archs", "--describe", "shufflenet_v2_x0_5", "--input", "64"}).out);
  auto arguments = search_arguments(agent.url());
  for (std::string& word : arguments) {
    if (!word.starts_with("space.architectures=")) continue;
    word = "space.architectures=['" + blocks + "', '" + graph + "', b8-d1x16-o1x24-i1x32e2]";
  }
  const auto result = run_efs(arguments);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  expect_all_measured(3);
}

TEST_F(AgentSearch, MeasuresOnTwoTargets) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  auto arguments = search_arguments(agent.url());
  std::erase_if(arguments, [](const std::string& word) {
    return word.starts_with("latency.url") || word.starts_with("latency.token_file");
  });
  const std::string targets = "targets=[{name: here}, {name: board, url: '" + agent.url() +
                              "', token_file: " + token_ + "}]";
  arguments.insert(arguments.end(), {targets, "fitness.expression=val_iou / latency_ms.board",
                                     "fitness.constraints=[latency_ms.here < 1000]"});
  const auto result = run_efs(arguments);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  expect_all_measured();
  EXPECT_THAT(read_file(study_ + "/leaderboard.csv"), HasSubstr(",latency_ms.board"));
  EXPECT_THAT(result.out, HasSubstr("latency ms  board ms"));
  EXPECT_THAT(read_file(study_ + "/report.html"), HasSubstr("Accuracy against latency on board"));
  const std::string model = (folder_ / "best.onnx").string();
  EXPECT_EQ(run_efs({"best", study_, "--target", "board", "--latency-ms", "1000", "--out", model})
                .exit_code,
            0);
  const Json best = Json::parse(read_file(study_ + "/best/model.json"));
  EXPECT_GT(best.at("other_latencies").at("board").at("median_ms"), 0.0);
  EXPECT_THAT(run_efs({"targets", "predict", study_, "--target", "board"}).err,
              HasSubstr("fewer than 8 networks on board"));
  EXPECT_THAT(run_efs({"best", study_, "--target", "bord", "--out", model}).err,
              HasSubstr("board"));

  EXPECT_THAT(result.out, HasSubstr("auto: the board has ONNX Runtime"));
  // The list names no runtimes, so those of the study stay.
  const auto resumed = run_efs({"search", "--study", study_, "--resume", targets});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out,
              AllOf(HasSubstr("latency  board: onnxruntime, fp32, 1 thread, " + agent.url()),
                    ::testing::Not(HasSubstr("auto: the board"))));
}

TEST_F(AgentSearch, MeasuresByWhatTheBoardHas) {
  const std::string programs = (folder_ / "programs.json").string();
  write_file_atomically(programs, R"json([{"name": "own", "words": ["echo", "took 3 ms"],
                                           "precisions": {"fp32": [], "fp16": []},
                                           "patterns": {"median_ms": "took ([0-9.]+) ms"}}])json");
  auto agents = agent_arguments();
  agents.insert(agents.end(), {"--programs", programs});
  const Agent agent(agents);
  ASSERT_TRUE(agent.started());
  auto arguments = search_arguments(agent.url());
  arguments.insert(arguments.end(),
                   {"latency.precision=fp16", "space.architectures=[shufflenet_v2_x0_5]"});
  const auto result = run_efs(arguments);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("latency  own, fp16, 1 thread, " + agent.url()),
                                HasSubstr("auto: the board's first for .onnx files in fp16")));
  EXPECT_THAT(read_file(study_ + "/study.yaml"), HasSubstr("runtime: own,"));
  EXPECT_THAT(bench(model_, agent.url(), {"--precision", "fp16"}).out, HasSubstr("\"own\""));
}

TEST_F(AgentSearch, OutlastsACutCable) {
  NetworkNamespace network;
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--host", network.address()});
  const Agent agent(arguments, network.words());
  ASSERT_TRUE(agent.started());
  BackgroundEfs search(search_arguments(agent.url("http", network.address())), log_);
  ASSERT_TRUE(has_measured());
  network.cut();
  ASSERT_TRUE(logs("cannot be reached"));
  network.restore();
  EXPECT_EQ(search.wait(), 0) << read_file(log_);
  expect_all_measured();
}

TEST_F(AgentSearch, IsStoppedWhileItWaits) {
  BackgroundEfs search(search_arguments("http://127.0.0.1:1"), log_);
  ASSERT_TRUE(logs("cannot be reached"));
  search.signal(SIGINT);
  EXPECT_EQ(search.wait(), 130) << read_file(log_);
}

TEST_F(AgentProgram, IsChecked) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  const auto result = run_efs({"targets", "check", agent.url(), "--token-file", token_});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("runtime  onnxruntime "));
  EXPECT_THAT(result.out, HasSubstr("squeezenet1_1@64 in onnxruntime, fp32, 5 times: "));
  EXPECT_EQ(run_efs({"targets", "check", "http://127.0.0.1:1"}).exit_code, 1);
}

// Where memory runs out, the system ends the measurement and not the agent.
TEST_F(AgentProgram, OffersTheMeasurementToTheOutOfMemoryKiller) {
  const std::string programs = (folder_ / "programs.json").string();
  write_file_atomically(programs,
                        R"json([{"name": "score", "patterns": {"median_ms": "score ([0-9.]+)"},
                         "words": ["sh", "-c", "echo score $(cat /proc/self/oom_score_adj)"]}])json");
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--programs", programs});
  const Agent agent(arguments);
  const auto result = bench(model_, agent.url(), {"--runtime", "score"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(Json::parse(result.out).at("median_ms"), 800.0);
}

TEST_F(AgentProgram, GivesTheTimeOfEachRun) {
  const Agent agent(agent_arguments());
  const std::string file = (folder_ / "samples.csv").string();
  const auto result = bench(model_, agent.url(), {"--runtime", "onnxruntime", "--samples", file});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const std::string text = read_file(file);
  EXPECT_THAT(text, StartsWith("run,latency_ms\n1,"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'),
            Json::parse(result.out).at("runs").get<int>() + 1);
}

TEST_F(AgentProgram, StopsWhatCtrlCEnds) {
  const Agent agent(slow_agent_arguments());
  ASSERT_TRUE(agent.started());
  BackgroundEfs slow(
      {"bench", model_, "--target", agent.url(), "--token-file", token_, "--runtime", "slow"},
      log_);
  ASSERT_TRUE(logs("slow runs"));
  slow.signal(SIGINT);
  EXPECT_EQ(slow.wait(), 130);
  EXPECT_THAT(read_file(log_), HasSubstr("was cancelled"));
  EXPECT_EQ(bench(model_, agent.url()).exit_code, 0) << "the board is free again";
}

TEST_F(AgentProgram, StopsAWrappedProgramToo) {
  const std::string pid_file = (folder_ / "pid").string(),
                    programs = (folder_ / "own.json").string();
  write_file_atomically(
      programs, json_text({{{"name", "wrapped"},
                            {"words", {"sh", "-c", "sleep 600 & echo $! > " + pid_file + "; wait"}},
                            {"patterns", {{"median_ms", "([0-9.]+)"}}}}}));
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--programs", programs});
  const Agent agent(arguments);
  ASSERT_TRUE(agent.started());
  BackgroundEfs slow(
      {"bench", model_, "--target", agent.url(), "--token-file", token_, "--runtime", "wrapped"},
      log_);
  ASSERT_TRUE(logs("wrapped runs"));
  const pid_t sleeping = std::stoi(read_file(pid_file));
  ASSERT_EQ(::kill(sleeping, 0), 0);
  slow.signal(SIGINT);
  EXPECT_EQ(slow.wait(), 130);
  EXPECT_EQ(bench(model_, agent.url()).exit_code, 0) << "the board is free again";
  EXPECT_EQ(::kill(sleeping, 0), -1);
}

TEST_F(AgentProgram, SaysWhyItDoesNotTakeAModel) {
  auto small = agent_arguments();
  small.insert(small.end(), {"--max-model-mb", "0"});
  auto result = bench(model_, Agent(small).url());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("takes models of at most 0"));
  auto full = agent_arguments();
  full.insert(full.end(), {"--cache-mb", "0"});
  result = bench(model_, Agent(full).url());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("do not fit"));
}

TEST_F(AgentProgram, OutlivesBytesThatAreNoText) {
  const std::string script = (folder_ / "prefix").string();
  write_file_atomically(script, "#!/bin/sh\nprintf 'Priorit\\344t' >&2\nexit 125\n");
  ::chmod(script.c_str(), 0755);
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--prefix", script});
  const Agent agent(arguments);
  for (int i = 0; i < 2; ++i) {
    const auto result = bench(model_, agent.url());
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("exit code 125 while loading: Priorit\xEF\xBF\xBDt"));
  }
}

/// What the agent says, which is to end at once.
std::string last_words(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{kAgent};
  words.insert(words.end(), arguments.begin(), arguments.end());
  ChildProcess agent(words, "");
  std::string line;
  EXPECT_EQ(agent.read_line(line, 30.0), ChildProcess::Read::kEnd) << line;
  EXPECT_NE(agent.wait().exit_code, 0);
  return agent.errors();
}

TEST_F(AgentProgram, HasItsFolderAlone) {
  const Agent agent(agent_arguments());
  ASSERT_TRUE(agent.started());
  EXPECT_THAT(last_words(agent_arguments()), HasSubstr("give this one its own with --folder"));
}

TEST_F(AgentProgram, LooksAtItsProgramsBeforeItListens) {
  const std::string programs = (folder_ / "own.json").string();
  auto arguments = agent_arguments();
  arguments.insert(arguments.end(), {"--programs", programs});
  const auto program = [](const std::string& name) {
    return "{\"name\": \"" + name +
           "\", \"words\": [\"x\"], \"patterns\": {\"median_ms\": \"(1)\"}}";
  };
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::pair<std::string, const char*> bad[] = {
      {"[" + program("my bench") + "]", "'name' is 'my bench'"},
      {"[" + program("a") + "," + program("a") + "]", "there is a runtime 'a' already"},
      {"[" + program("onnxruntime") + "]", "there is a runtime 'onnxruntime' already"},
      {program("a"), "must be a list"},
      {deep, "levels of nesting"}};
  for (const auto& [text, message] : bad) {
    write_file_atomically(programs, text);
    EXPECT_THAT(last_words(arguments), HasSubstr(message)) << text.substr(0, 200);
  }
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
  // An operator that no runtime has.
  std::string onnx = read_file(model_);
  for (std::size_t at = 0; (at = onnx.find("Conv", at)) != std::string::npos; ++at) onnx[at] = 'K';
  write_file_atomically(broken, onnx);
  EXPECT_THAT(bench(broken, agent.url()).err, HasSubstr("Konv"));
  EXPECT_THAT(bench(model_, agent.url(), {"--runtime", "tensorrt"}).err,
              HasSubstr("has no runtime 'tensorrt'; it has: onnxruntime"));
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
