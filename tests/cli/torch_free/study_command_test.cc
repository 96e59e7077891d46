// `efs study` and `efs status --watch`, as a user runs them.
#include "study/study_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "cli/program.h"
#include "cli/torch_free/front_study.h"
#include "cli/torch_free/study_reading.h"
#include "core/files/files.h"
#include "core/text/json.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;
using efs::TemporaryFolder;
using efs::testing::run_efs;
using ::testing::AllOf;
using ::testing::HasSubstr;

}  // namespace
}  // namespace efs::cli

namespace efs::testing {
namespace {

/// Takes connections on a free port, and never answers.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(socket_, 8);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  int port() const { return port_; }
  int socket() const { return socket_; }

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port_ = 0;
};

/// Somebody's server that asks whoever comes for the password in clear text, and keeps it.
class CuriousServer {
 public:
  CuriousServer() : thread_([this] { serve(); }) {}
  /// All that clients have sent; no client may come any more.
  std::string heard() {
    ::shutdown(server_.socket(), SHUT_RDWR);
    thread_.join();
    return heard_;
  }
  int port() const { return server_.port(); }

 private:
  void serve() {
    while (true) {
      const int client = ::accept(server_.socket(), nullptr, nullptr);
      if (client < 0) return;
      char buffer[4096];
      while (true) {
        const ssize_t count = ::read(client, buffer, sizeof buffer);
        if (count <= 0) break;
        heard_.append(buffer, static_cast<std::size_t>(count));
        // Encryption (8 bytes) is declined; then, AuthenticationCleartextPassword.
        const std::string answer = count == 8 ? "N" : std::string("R\0\0\0\x08\0\0\0\x03", 9);
        if (::send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
      }
      ::close(client);
    }
  }

  SilentServer server_;
  std::string heard_;
  std::thread thread_;
};

}  // namespace
}  // namespace efs::testing

namespace efs::cli {
namespace {

class StudyCommand : public ::testing::Test {
 protected:
  StudyCommand() { make_study(folder_ / "one", "one"); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::unique_ptr<study::Storage> storage() const {
    return study::open_storage(study::find_study_files(path("one")).database);
  }

  TemporaryFolder folder_;
};

TEST_F(StudyCommand, ListAndShow) {
  EXPECT_THAT(run_efs({"study", "list", "--runs", folder_.path().string()}).out, HasSubstr("one"));
  const auto shown = run_efs({"study", "show", path("one")});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, HasSubstr("seed 7"));
  EXPECT_THAT(shown.out, HasSubstr("architectures:"));
}

TEST_F(StudyCommand, WishesReachTheWorkers) {
  EXPECT_EQ(study::study_command(*storage()), study::StudyCommand::kWork);
  ASSERT_EQ(run_efs({"study", "pause", path("one")}).exit_code, 0);
  EXPECT_EQ(study::study_command(*storage()), study::StudyCommand::kPause);
  ASSERT_EQ(run_efs({"study", "resume", path("one")}).exit_code, 0);
  EXPECT_EQ(study::study_command(*storage()), study::StudyCommand::kWork);
  ASSERT_EQ(run_efs({"study", "stop", path("one")}).exit_code, 0);
  EXPECT_EQ(study::study_command(*storage()), study::StudyCommand::kStop);
}

TEST_F(StudyCommand, DeletesOnlyWhatNobodyTrainsAndOnlyWhenSure) {
  EXPECT_THAT(run_efs({"study", "delete", path("one"), "--yes"}).err,
              HasSubstr("1 of its trials are being trained"));
  storage()->release(storage()->history().trials.at(1).lease());
  const auto unsure = run_efs({"study", "delete", path("one")});
  EXPECT_EQ(unsure.exit_code, 1);
  EXPECT_THAT(unsure.err, HasSubstr("--yes"));
  EXPECT_TRUE(fs::exists(path("one")));
  EXPECT_EQ(run_efs({"study", "delete", path("one"), "--yes"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("one")));
}

TEST_F(StudyCommand, DeletingSaysWhatGoesAndWhatStays) {
  storage()->release(storage()->history().trials.at(1).lease());
  write_file_atomically(folder_ / "one/notes.txt", "mine");
  const auto unsure = run_efs({"study", "delete", path("one")});
  EXPECT_THAT(unsure.err, AllOf(HasSubstr("2 trials"), HasSubstr(path("one")),
                                HasSubstr("notes.txt"), HasSubstr("stays")));
  const auto sure = run_efs({"study", "delete", path("one"), "--yes"});
  EXPECT_EQ(sure.exit_code, 0) << sure.err;
  EXPECT_THAT(sure.out,
              AllOf(HasSubstr("deleted"), HasSubstr(path("one")), HasSubstr("notes.txt")));
  EXPECT_EQ(read_file(folder_ / "one/notes.txt"), "mine");
  EXPECT_FALSE(fs::exists(path("one/study.db")));
}

// The photographs' folder has the study's name.
TEST_F(StudyCommand, DeletesNoOtherStudyOfTheName) {
  make_study(folder_ / "runs/faces", "faces");
  for (const char* word : {"faces/", "./faces", "faces"}) {
    if (std::string(word) == "faces") fs::create_directory(folder_ / "faces");
    const auto refused = run_efs({"study", "delete", word, "--yes"}, folder_.path());
    EXPECT_EQ(refused.exit_code, 1) << word;
    EXPECT_TRUE(fs::exists(path("runs/faces/study.db"))) << word;
  }
}

TEST_F(StudyCommand, NotTheFolderThatOneStandsIn) {
  storage()->release(storage()->history().trials.at(1).lease());
  const auto refused = run_efs({"study", "delete", ".", "--yes"}, path("one"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("working folder"));
  EXPECT_TRUE(fs::exists(path("one/study.db")));
}

TEST_F(StudyCommand, CommandsToGoOnWithCanBePasted) {
  make_study(folder_ / "runs/my q", "my q");
  const auto stopped = run_efs({"study", "stop", "my q"}, folder_.path());
  EXPECT_THAT(stopped.out, HasSubstr("efs search --study 'runs/my q' --resume"));
  const auto paused = run_efs({"study", "pause", "my q"}, folder_.path());
  EXPECT_THAT(paused.out, HasSubstr("efs study resume 'runs/my q'"));
}

TEST_F(StudyCommand, AnImportIsReadBeforeAnythingIsWritten) {
  ASSERT_EQ(run_efs({"study", "export", path("one"), path("one.json")}).exit_code, 0);
  Json json = Json::parse(read_file(path("one.json")));
  json["info"]["config_yaml"] = "nonsense: [";
  write_file_atomically(path("bad.json"), json.dump());
  const auto refused = run_efs({"study", "import", path("bad.json"), "--study", path("bad")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("bad.json: config_yaml"));
  EXPECT_FALSE(fs::exists(path("bad")));
}

TEST_F(StudyCommand, AnImportFollowsNoLinks) {
  ASSERT_EQ(run_efs({"study", "export", path("one"), path("one.json")}).exit_code, 0);
  write_file_atomically(path("secret"), "hunter2");
  fs::create_directories(path("one/trials"));
  fs::create_symlink(path("secret"), path("one/trials/link"));
  fs::create_symlink("/dev/zero", path("one/zero"));
  const auto imported = run_efs(
      {"study", "import", path("one.json"), "--study", path("two"), "--files", path("one")});
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_FALSE(fs::exists(path("two/trials/link")));
  EXPECT_FALSE(fs::exists(path("two/zero")));
  const auto within = run_efs(
      {"study", "import", path("one.json"), "--study", path("one/in"), "--files", path("one")});
  EXPECT_EQ(within.exit_code, 1);
  EXPECT_FALSE(fs::exists(path("one/in")));
}

TEST_F(StudyCommand, NamesThatAreNoUtf8HideNoStudy) {
  make_study(folder_ / "f\xF6lder", "f\xF6lder");
  const auto list =
      run_efs({"study", "list", "--runs", folder_.path().string(), "--format", "json"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_EQ(Json::parse(list.out).size(), 2U);
  EXPECT_EQ(run_efs({"study", "export", path("f\xF6lder"), path("x.json")}).exit_code, 0);
  EXPECT_EQ(run_efs({"report", path("f\xF6lder")}).exit_code, 0);
}

TEST_F(StudyCommand, AListIsNotHeldUpByAServerThatSaysNothing) {
  const testing::SilentServer server;
  write_file_atomically(
      folder_ / "silent/study.url",
      "postgresql://ann@127.0.0.1:" + std::to_string(server.port()) + "/d/s?connect_timeout=2\n");
  const auto list = run_efs({"study", "list", "--runs", folder_.path().string()});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_THAT(list.out, HasSubstr("one"));
  EXPECT_THAT(list.err, AllOf(HasSubstr("left out"), HasSubstr("silent"), HasSubstr("PGPASSWORD")));
}

// A study.url that came with a folder may lead anywhere.
TEST_F(StudyCommand, OnlyANamedStudyGetsThePasswordOfTheEnvironment) {
  for (const bool named : {false, true}) {
    testing::CuriousServer server;
    write_file_atomically(
        folder_ / "theirs/study.url",
        "postgresql://ann@127.0.0.1:" + std::to_string(server.port()) + "/d/s?connect_timeout=2\n");
    const std::string command =
        named ? "status " + path("theirs") : "study list --runs " + folder_.path().string();
    efs::testing::run_program("/bin/sh", {"-c", "HOME=/ PGPASSWORD=hunter2 PGCONNECT_TIMEOUT=2 " +
                                                    efs::testing::efs_program() + " " + command});
    const std::string heard = server.heard();
    EXPECT_THAT(heard, HasSubstr("ann"));
    EXPECT_EQ(heard.find("hunter2") != std::string::npos, named);
  }
}

TEST_F(StudyCommand, ACopyIsEqual) {
  fs::create_directories(folder_ / "one/trials/0000");
  write_file_atomically(folder_ / "one/trials/0000/checkpoint.safetensors", "x");
  ASSERT_EQ(run_efs({"study", "export", path("one"), path("one.json")}).exit_code, 0);
  const auto imported = run_efs(
      {"study", "import", path("one.json"), "--study", path("two"), "--files", path("one")});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  ASSERT_EQ(run_efs({"study", "export", path("two"), path("two.json")}).exit_code, 0);
  EXPECT_EQ(read_file(path("two.json")), read_file(path("one.json")));
  EXPECT_TRUE(fs::exists(path("two/trials/0000/checkpoint.safetensors")));
  EXPECT_THAT(run_efs({"study", "import", path("one.json"), "--study", path("two")}).err,
              HasSubstr("not empty"));
  EXPECT_THAT(run_efs({"study", "export", path("one"), path("one.json")}).err, HasSubstr("exists"));
}

TEST_F(StudyCommand, ExportsForOptuna) {
  const auto exported =
      run_efs({"study", "export", path("one"), path("o.db"), "--format", "optuna"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("optuna.load_study(study_name=\"one\""));
  EXPECT_GT(fs::file_size(path("o.db")), 1000U);
}

TEST_F(StudyCommand, WatchesUntilTheStudyIsDone) {
  const auto all = storage();
  const auto revision = all->revision();
  efs::testing::BackgroundEfs watch({"status", path("one"), "--watch", "--format", "json"},
                                    folder_ / "log");
  while (!fs::exists(folder_ / "log") || fs::file_size(folder_ / "log") == 0) {
  }
  EXPECT_TRUE(watch.running());
  all->pause(all->history().trials.at(1).lease());
  ASSERT_TRUE(all->apply({study::EndTrial{0, study::TrialState::kCompleted, ""},
                          study::EndTrial{1, study::TrialState::kStopped, ""}},
                         revision));
  EXPECT_EQ(watch.wait(), 0);
  const std::string log = read_file(folder_ / "log");
  const auto last = log.rfind('\n', log.size() - 2);
  EXPECT_EQ(Json::parse(log.substr(0, log.find('\n'))).at("done"), false);
  EXPECT_EQ(Json::parse(log.substr(last + 1)).at("done"), true);
}

}  // namespace
}  // namespace efs::cli
