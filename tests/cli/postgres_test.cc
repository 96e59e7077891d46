// A study on a server, as its users handle it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/files.h"
#include "core/json.h"
#include "program.h"
#include "support/postgres_server.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;

class OnPostgres : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto drawn = run_efs({"data", "synth", (folder_ / "faces").string(), "--images", "80",
                                "--side", "96", "--seed", "3"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  }
  std::vector<std::string> search(const std::vector<std::string>& place) const {
    std::vector<std::string> words{"search",
                                   "--images",
                                   (folder_ / "faces/images").string(),
                                   "--labels",
                                   (folder_ / "faces/labels.txt").string(),
                                   "input=64",
                                   "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1]",
                                   "space.learning_rate=[0.002, 0.001]",
                                   "stages=[{epochs: 4, keep: 2}, {epochs: 6, keep: 1}]",
                                   "train.precision=fp32",
                                   "search.workers=1",
                                   "search.threads_per_worker=1",
                                   "latency.cache=" + (folder_ / "latency").string()};
    words.insert(words.end(), place.begin(), place.end());
    return words;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  TemporaryFolder folder_;
  testing::PostgresServer server_;
  std::string url_ = server_.url() + "/faces";
};

TEST_F(OnPostgres, AStrangersWorkerHelpsAndTheResultIsThatOfAFile) {
  ASSERT_EQ(run_efs(search({"--study", path("lite")})).exit_code, 0);
  BackgroundEfs on_server(search({"--study", url_, "--folder", path("files")}), folder_ / "log");
  while (!fs::exists(path("files/study.url")) && on_server.running()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto worker = run_efs({"worker", "--study", url_});
  EXPECT_EQ(worker.exit_code, 0) << worker.err;
  ASSERT_EQ(on_server.wait(), 0) << read_file(folder_ / "log");
  EXPECT_EQ(testing::results_without_times(path("files")),
            testing::results_without_times(path("lite")));
  EXPECT_THAT(worker.out, HasSubstr("epoch "));

  // By URL and by folder.
  for (const std::string& study : {url_, path("files")}) {
    const auto status = run_efs({"status", study, "--format", "json"});
    ASSERT_EQ(status.exit_code, 0) << status.err;
    EXPECT_EQ(Json::parse(status.out).at("done"), true);
    EXPECT_EQ(run_efs({"export", study + ":0", "--out", path("trial.onnx")}).exit_code, 0);
    fs::remove(path("trial.onnx"));
  }

  // To a file and back it is the same study.
  ASSERT_EQ(run_efs({"study", "export", url_, path("a.json")}).exit_code, 0);
  ASSERT_EQ(run_efs({"study", "import", path("a.json"), "--study", path("copy")}).exit_code, 0);
  ASSERT_EQ(run_efs({"study", "export", path("copy"), path("b.json")}).exit_code, 0);
  const std::string back = server_.url() + "/back";
  ASSERT_EQ(run_efs({"study", "import", path("b.json"), "--study", back, "--folder", path("back")})
                .exit_code,
            0);
  ASSERT_EQ(run_efs({"study", "export", back, path("c.json")}).exit_code, 0);
  Json first = Json::parse(read_file(path("a.json"))),
       last = Json::parse(read_file(path("c.json")));
  first["notes"].erase("folder");  // where its files are
  last["notes"].erase("folder");
  EXPECT_EQ(first, last);

  EXPECT_EQ(run_efs({"study", "delete", back, "--yes"}).exit_code, 0);
  EXPECT_THAT(run_efs({"status", back}).err, HasSubstr("no such study"));
  EXPECT_FALSE(fs::exists(path("back")));
}

TEST_F(OnPostgres, ANameThatIsTakenLeavesNoFolder) {
  ASSERT_EQ(run_efs(search({"--study", url_, "--folder", path("one")})).exit_code, 0);
  const auto again = run_efs(search({"--study", url_, "--folder", path("two")}));
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, AllOf(HasSubstr("exists already"), HasSubstr("--resume")));
  EXPECT_FALSE(fs::exists(path("two")));
  EXPECT_EQ(run_efs({"search", "--study", url_, "--resume"}).exit_code, 0);
  fs::rename(path("one"), path("moved"));
  EXPECT_THAT(run_efs({"search", "--study", url_, "--resume"}).err,
              AllOf(HasSubstr("not on this machine"), HasSubstr("--folder")));
  EXPECT_EQ(run_efs({"search", "--study", url_, "--folder", path("moved"), "--resume"}).exit_code,
            0);
}

}  // namespace
}  // namespace efs
