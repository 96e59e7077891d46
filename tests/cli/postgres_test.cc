// A study on a server, as its users handle it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"
#include "small_search.h"
#include "support/free_port.h"
#include "support/postgres_server.h"
#include "support/raw_connection.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
using testing::SmallSearch;

class OnPostgres : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { small_ = new SmallSearch(); }
  static void TearDownTestSuite() { delete small_; }

  static std::vector<std::string> search(const std::string& study,
                                         const std::vector<std::string>& more = {}) {
    return small_->words(study, more);
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// What `efs serve` says of the study.
  static std::string served(const std::string& study) {
    const TemporaryFolder folder;
    const int port = testing::free_port();
    BackgroundEfs serve({"serve", study, "--port", std::to_string(port)}, folder / "log");
    testing::wait_for([&] {
      return fs::exists(folder / "log") &&
             read_file(folder / "log").find("is shown at") != std::string::npos;
    });
    std::string answer =
        RawConnection(port).ask("GET /api/studies HTTP/1.1\r\nHost: localhost\r\n\r\n");
    serve.signal(SIGTERM);
    EXPECT_EQ(serve.wait(), 0);
    return answer;
  }

  TemporaryFolder folder_;
  testing::PostgresServer server_;
  std::string url_ = server_.url() + "/faces";

 private:
  static inline SmallSearch* small_ = nullptr;
};

TEST_F(OnPostgres, AStrangersWorkerHelpsAndTheResultIsThatOfAFile) {
  ASSERT_EQ(run_efs(search(path("lite"))).exit_code, 0);
  BackgroundEfs on_server(search(url_, {"--folder", path("files")}), folder_ / "log");
  // Its own worker stands still while there is more to train, until the stranger trains.
  on_server.hold_workers_when([&] {
    if (!testing::has_trained(path("files"))) return false;
    const auto status = run_efs({"status", url_, "--format", "json"});
    if (status.exit_code != 0) return false;
    const Json json = Json::parse(status.out);
    return json.at("epochs") > 0 && json.at("trials").contains("queued");
  });
  const std::string strangers = path("worker.log");
  BackgroundEfs worker({"worker", "--study", url_}, strangers);
  testing::wait_for([&] {
    return fs::exists(strangers) && read_file(strangers).find("epoch ") != std::string::npos;
  });
  on_server.continue_workers();
  EXPECT_EQ(worker.wait(), 0) << read_file(strangers);
  ASSERT_EQ(on_server.wait(), 0) << read_file(folder_ / "log");
  EXPECT_EQ(testing::results_without_times(path("files")),
            testing::results_without_times(path("lite")));

  // By URL and by folder.
  for (const std::string& study : {url_, path("files")}) {
    const auto status = run_efs({"status", study, "--format", "json"});
    ASSERT_EQ(status.exit_code, 0) << status.err;
    EXPECT_EQ(Json::parse(status.out).at("done"), true);
    EXPECT_EQ(run_efs({"export", study + ":0", "--out", path("trial.onnx")}).exit_code, 0);
    fs::remove(path("trial.onnx"));
    EXPECT_THAT(served(study), HasSubstr("\"done\":true"));
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
  EXPECT_EQ(read_file(path("a.json")), read_file(path("c.json")));

  EXPECT_EQ(run_efs({"study", "delete", back, "--yes"}).exit_code, 0);
  EXPECT_THAT(run_efs({"status", back}).err, HasSubstr("no such study"));
  EXPECT_FALSE(fs::exists(path("back")));
}

TEST_F(OnPostgres, AStudyOfSeveralFacesIsThatOfAFile) {
  const testing::SmallFaces faces(16);
  const std::vector<std::string> stages{"stages=[{epochs: 1, keep: 1}, {epochs: 2, keep: 1}]"};
  ASSERT_EQ(run_efs(faces.words("search", path("lite"), stages)).exit_code, 0);
  auto words = faces.words("search", url_, stages);
  words.insert(words.end(), {"--folder", path("files")});
  const auto searched = run_efs(words);
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_THAT(searched.out, HasSubstr("val AP50"));
  EXPECT_EQ(testing::results_without_times(path("files")),
            testing::results_without_times(path("lite")));
  EXPECT_EQ(read_file(path("files/best/validation.csv")),
            read_file(path("lite/best/validation.csv")));
  ASSERT_EQ(run_efs({"study", "export", url_, path("a.json")}).exit_code, 0);
  ASSERT_EQ(run_efs({"study", "import", path("a.json"), "--study", path("copy")}).exit_code, 0);
  ASSERT_EQ(run_efs({"study", "export", path("copy"), path("b.json")}).exit_code, 0);
  EXPECT_EQ(read_file(path("a.json")), read_file(path("b.json")));
}

// What demands TLS, or names the host, must reach the workers, which know only the folder.
TEST_F(OnPostgres, TheUrlsOptionsReachTheWorkers) {
  const std::string with_options = url_ + "?application_name=efs_opt&connect_timeout=7";
  ASSERT_EQ(run_efs(search(with_options, {"--folder", path("files")})).exit_code, 0);
  EXPECT_EQ(read_file(path("files/study.url")), with_options + "\n");
  const std::string server = server_.url();
  const auto host = server.find("127.0.0.1");
  ASSERT_NE(host, std::string::npos) << server;
  const auto user = server.find("//") + 2, at = server.find('@'), port = server.find(':', host);
  const auto slash = server.find('/', host);
  const std::string by_options =
      "postgresql:///" + server.substr(slash + 1) +
      "/opt?host=127.0.0.1&port=" + server.substr(port + 1, slash - port - 1) +
      "&user=" + server.substr(user, at - user);
  const auto searched = run_efs(search(by_options, {"--folder", path("opt")}));
  EXPECT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_EQ(run_efs({"status", path("opt")}).exit_code, 0);
}

// The path in the database is one of the machine that began the study; here it may be anything.
TEST_F(OnPostgres, DeletingTakesTheFolderThatIsTheStudysOnly) {
  ASSERT_EQ(run_efs(search(url_, {"--folder", path("files")})).exit_code, 0);
  fs::create_directories(path("precious"));
  write_file_atomically(path("precious/report.html"), "mine");
  for (const std::string& named : {path("precious"), std::string("/"), path("gone")}) {
    ASSERT_EQ(run_efs({"study", "export", url_, path("s.json")}).exit_code, 0);
    const std::string copy = server_.url() + "/copy";
    ASSERT_EQ(run_efs({"study", "import", path("s.json"), "--study", copy, "--folder", path("c")})
                  .exit_code,
              0);
    server_.query("UPDATE efs_copy.note SET value = '" + named + "' WHERE name = 'folder'");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"report", copy},
                                                  {"search", "--study", copy, "--resume"},
                                                  {"worker", "--study", copy}}) {
      EXPECT_EQ(run_efs(words).exit_code, 1) << words[0];
    }
    const auto deleted = run_efs({"study", "delete", copy, "--yes"});
    EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
    EXPECT_THAT(deleted.out, HasSubstr("no folder is deleted"));
    EXPECT_EQ(read_file(path("precious/report.html")), "mine");
    EXPECT_TRUE(fs::exists(path("c/study.url")));
    fs::remove_all(path("c"));
    fs::remove(path("s.json"));
  }
  // A copy of the folder is not the study.
  fs::copy(path("files"), path("copied"), fs::copy_options::recursive);
  EXPECT_THAT(run_efs({"study", "delete", path("copied"), "--yes"}).err, HasSubstr("is a copy"));
  EXPECT_EQ(run_efs({"study", "delete", path("files"), "--yes"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("files")));
}

TEST_F(OnPostgres, ATeacherMayBeAUrlWithoutAPassword) {
  ASSERT_EQ(run_efs(search(url_, {"--folder", path("files")})).exit_code, 0);
  std::string with_password = url_;
  with_password.insert(with_password.find('@'), ":hunter2");
  const auto refused = run_efs(search(path("a"), {"teacher=" + with_password}));
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("PGPASSWORD"), ::testing::Not(HasSubstr("hunter2"))));
  const auto taught = run_efs(search(path("b"), {"teacher=" + url_}));
  EXPECT_EQ(taught.exit_code, 0) << taught.err;
}

// It starts while the server is away, for longer than a command waits, and works when it is back.
TEST_F(OnPostgres, AWorkerWaitsForItsServer) {
  ASSERT_EQ(run_efs(search(url_, {"--folder", path("files")})).exit_code, 0);
  server_.stop();
  EXPECT_THAT(run_efs({"status", url_}).err, HasSubstr("does not answer"));
  BackgroundEfs worker({"worker", "--study", url_}, folder_ / "log");
  std::this_thread::sleep_for(std::chrono::seconds(7));
  EXPECT_TRUE(worker.running()) << read_file(folder_ / "log");
  server_.start();
  EXPECT_EQ(worker.wait(), 0) << read_file(folder_ / "log");
}

TEST_F(OnPostgres, APasswordIsShownNowhere) {
  std::string url = url_;
  url.insert(url.find('@'), ":hunter2");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"study", "stop", url},
                                                {"study", "delete", url, "--yes"},
                                                {"best", url},
                                                {"export", url},
                                                {"targets", "predict", url},
                                                {"export", url + ":x"},
                                                {"search", "--study", url, "--resume"},
                                                {"worker", "--study", url + "/y"},
                                                {"status", url + "?x"}}) {
    const auto refused = run_efs(words);
    EXPECT_NE(refused.exit_code, 0) << words[0];
    EXPECT_THAT(refused.out + refused.err, ::testing::Not(HasSubstr("hunter2"))) << words[0];
  }
  ASSERT_EQ(run_efs(search(url, {"--folder", path("files")})).exit_code, 0);
  for (const char* command : {"pause", "resume", "stop"}) {
    const auto asked = run_efs({"study", command, url});
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    EXPECT_THAT(asked.out, ::testing::Not(HasSubstr("hunter2")));
  }
  EXPECT_THAT(read_file(path("files/study.url")), ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(OnPostgres, ANameThatIsTakenLeavesNoFolder) {
  ASSERT_EQ(run_efs(search(url_, {"--folder", path("one")})).exit_code, 0);
  const auto again = run_efs(search(url_, {"--folder", path("two")}));
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
