// Networks that a user brings, from outside: block strings and a Graph file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "core/files/files.h"
#include "program.h"
#include "small_search.h"
#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class OwnNetworks : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { small_ = new testing::SmallSearch; }
  static void TearDownTestSuite() {
    delete small_;
    small_ = nullptr;
  }
  std::string write(const std::string& name, const std::string& text) const {
    write_file_atomically(folder_.path() / name, text);
    return (folder_.path() / name).string();
  }
  std::string blocks() const {
    return write("mine.yaml", "stem: cn_k3_s2_c8\nstages: [ds_s2_c16, ir_s2_e2_c24_se0.25]\n");
  }
  std::string graph() const {
    const auto described = run_efs({"archs", "--describe", "shufflenet_v2_x0_5", "--input", "64"});
    EXPECT_EQ(described.exit_code, 0) << described.err;
    return write("net.efsgraph", described.out);
  }

  TemporaryFolder folder_;
  static testing::SmallSearch* small_;
};

testing::SmallSearch* OwnNetworks::small_ = nullptr;

TEST_F(OwnNetworks, AreSearchedResumedReportedAndExported) {
  const fs::path study = small_->study("own");
  const auto searched = run_efs(small_->words(
      study, {"space.architectures=['" + blocks() + "', '" + graph() + "', squeezenet1_1]", "tap=8",
              "space.learning_rate=[0.001]", "stages=[{epochs: 1, keep: 2}]"}));
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  fs::remove(blocks());
  fs::remove(graph());
  const auto resumed = run_efs({"search", "--study", study.string(), "--resume",
                                "stages=[{epochs: 1, keep: 2}, {epochs: 2, keep: 2}]"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  const std::string results = read_file(study / "results.csv");
  EXPECT_THAT(results, AllOf(HasSubstr(",mine,24,"), HasSubstr(",net,1024,")));
  EXPECT_THAT(read_file(study / "report.html"), AllOf(HasSubstr("mine"), HasSubstr("net")));
  for (const char* trial : {"0", "1"}) {
    const std::string out = (folder_.path() / trial).string() + ".onnx";
    for (const char* precision : {"fp32", "int8"}) {
      const auto exported =
          run_efs({"export", study.string() + ":" + trial, "--out", out, "--precision", precision});
      EXPECT_EQ(exported.exit_code, 0) << exported.err;
    }
    EXPECT_EQ(run_efs({"predict", out, small_->images().string()}).exit_code, 0);
  }
}

TEST_F(OwnNetworks, AreCheckedLikeThoseOfTheCatalogue) {
  for (const std::string& file : {blocks(), graph()}) {
    const auto checked = run_efs({"archs", "check", file, "--input", "64"});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    EXPECT_THAT(checked.out, AllOf(HasSubstr("stride 8"), HasSubstr("are finite"),
                                   HasSubstr("opencv agrees with libtorch")));
  }
  const auto refused = run_efs({"archs", "check", write("bad.yaml", "stem: cn_s2_c0\n")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("bad.yaml:1"), HasSubstr("'c0'")));
}

TEST_F(OwnNetworks, AreExportedFresh) {
  const std::string out = (folder_.path() / "fresh.onnx").string();
  for (const std::string& word : {blocks(), graph(), std::string("b16-i2x24e4-d3x40k5-o1x64")}) {
    const auto exported = run_efs({"export", "--arch", word, "--head", "dense", "--out", out});
    EXPECT_EQ(exported.exit_code, 0) << exported.err;
  }
}

// A search that makes its networks itself.
TEST_F(OwnNetworks, OfBlocksAreSearched) {
  const fs::path study = small_->study("blocks");
  auto words = small_->words(
      study, {"space.architectures=[blocks]", "tap=8", "space.stage1_depth={low: 1, high: 2}",
              "search.scheduler=asha", "search.sampler=evolution", "search.min_epochs=1",
              "search.max_epochs=1", "budget.trials=6"});
  std::erase_if(words, [](const std::string& word) { return word.starts_with("stages="); });
  const auto searched = run_efs(words);
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_THAT(read_file(study / "leaderboard.csv"),
              ::testing::ContainsRegex(",b[0-9]+-[odif][0-9]"));
  EXPECT_THAT(read_file(study / "best/network.yaml"), HasSubstr("stem: cn_r1_k3_s2_c"));
}

std::vector<std::string> prefilter_words(testing::SmallSearch& small, const fs::path& study,
                                         const std::string& windows) {
  auto words = small.words(
      study,
      {"preset=design", "tap=0", "fitness.target_latency_ms=1000",
       "space.prefilter={candidates: 200, measured: 10, keep: 2, latency_ms: " + windows + "}",
       "space.input=32", "search.min_epochs=1", "search.max_epochs=1", "budget.trials=3"});
  std::erase_if(words, [](const std::string& word) {
    return word.starts_with("stages=") || word.starts_with("space.architectures=") ||
           word.starts_with("input=");
  });
  return words;
}

// Latency first; ended in the middle, it goes on.
TEST_F(OwnNetworks, OfAPrefilterAreSearched) {
  const fs::path study = small_->study("prefilter");
  const auto words = prefilter_words(*small_, study, "[[0.01, 0.5], [0.5, 50]]");
  {
    testing::BackgroundEfs search(words, small_->study("prefilter.log"));
    testing::wait_for([&] {
      return fs::exists(study / "study.yaml") &&
             read_file(small_->study("prefilter.log")).find("measured b") != std::string::npos;
    });
    search.signal(SIGKILL);
    search.wait();
  }
  const auto resumed = run_efs({"search", "--study", study.string(), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out,
              ::testing::ContainsRegex("prefilter 200 networks drawn, [0-9]+ of them measured"));
  const std::string config = read_file(study / "study.yaml");
  EXPECT_THAT(config, ::testing::Not(HasSubstr("prefilter")));
  EXPECT_THAT(config, ::testing::ContainsRegex("architectures: .b[0-9]+-"));
  EXPECT_THAT(read_file(study / "prefilter.csv"), HasSubstr("network,activations,macs,"));
}

TEST_F(OwnNetworks, MayHaveAnotherPrefilterUntilItHasRun) {
  const fs::path study = small_->study("empty window");
  const auto refused = run_efs(prefilter_words(*small_, study, "[5000, 6000]"));
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("none of the 200 networks"));
  EXPECT_THAT(refused.err, HasSubstr("'space.prefilter.latency_ms=[LOW, HIGH]'"));
  const std::vector<std::string> resume = {"search", "--study", study.string(), "--resume",
                                           "space.prefilter.latency_ms=[0.01, 50]"};
  const auto resumed = run_efs(resume);
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("kept 2 of 0.01 to 50 ms"));
  const auto again = run_efs(resume);
  EXPECT_NE(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("space.prefilter"));
}

}  // namespace
}  // namespace efs
