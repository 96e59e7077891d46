// The server of the live page, asked over HTTP as browsers and strangers do.
#include "serve/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

#include "core/files/files.h"
#include "core/rng.h"
#include "report/page/assets.h"
#include "serve/fake_reader.h"
#include "support/message_of.h"
#include "support/raw_connection.h"
#include "support/temporary_folder.h"

namespace efs::serve {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kToken = "0123456789abcdef0123";

class ServerTest : public testing::Test {
 protected:
  explicit ServerTest(ServeOptions options = {}) {
    std::filesystem::create_directories(folder_.path() / "a");
    write_file_atomically(database_, "one");
    options.port = 0;
    server_ = std::make_unique<PageServer>(studies_, options);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~ServerTest() override {
    server_->stop();
    thread_.join();
  }

  std::string ask(const std::string& request, const std::string& fields = "") const {
    return RawConnection(server_->port())
        .ask(request + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
  }
  std::string get(const std::string& target, const std::string& fields = "") const {
    return ask("GET " + target, fields);
  }
  static std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  std::string id() const { return Json::parse(body_of(get("/api/studies")))["studies"][0]["id"]; }

  TemporaryFolder folder_;
  const std::filesystem::path database_ = folder_.path() / "a" / "study.db";
  FakeStudy fake_;
  Studies studies_{folder_.path(), fake_.open()};
  std::unique_ptr<PageServer> server_;
  std::thread thread_;
};

TEST_F(ServerTest, GivesThePageItsPartsAndNothingElse) {
  EXPECT_THAT(get("/"), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("text/html"),
                              HasSubstr("default-src 'none'"), HasSubstr("<main")));
  EXPECT_EQ(body_of(get("/charts.js")), report::charts_js());
  for (const char* path :
       {"/etc/passwd", "/../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/study.db",
        "/a/study.db", "/page.css/..", "/api", "/api/", "/api/nothing", "/API/studies"}) {
    EXPECT_THAT(get(path), StartsWith("HTTP/1.1 404")) << path;
  }
  EXPECT_THAT(ask("POST /"), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(ask("DELETE /api/studies"), StartsWith("HTTP/1.1 404"));
}

TEST_F(ServerTest, ListsStudiesAndAnswersQuestionsAboutOne) {
  const std::string one = "?study=" + id();
  for (const auto& question :
       {"study" + one, "charts" + one, "charts" + one + "&filter=middle%20val_iou%3E0.1",
        "sections" + one, "leaderboard" + one, "leaderboard" + one + "&sort=fitness&from=2&count=2",
        "trial" + one + "&trial=2", "front" + one}) {
    const std::string answer = get("/api/" + question);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200")) << question;
    EXPECT_TRUE(Json::accept(body_of(answer))) << question;
  }
  const std::string csv = get("/api/table" + one + "&name=leaderboard&filter=trial%3D2");
  EXPECT_THAT(csv, AllOf(HasSubstr("text/csv"), HasSubstr("rank,trial,state")));
  EXPECT_THAT(get("/api/table" + one + "&name=results"), HasSubstr("trial,stage,architecture"));
}

TEST_F(ServerTest, SaysWhatIsWrongWithAQuestion) {
  const std::string one = "?study=" + id();
  EXPECT_THAT(get("/api/study?study=none"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(get("/api/study"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(get("/api/trial" + one + "&trial=99"), StartsWith("HTTP/1.1 404"));
  for (const char* more : {"&trial=x", "&trial=1e3", "&trial=99999999999999999999"}) {
    EXPECT_THAT(get("/api/trial" + one + more), StartsWith("HTTP/1.1 400")) << more;
  }
  EXPECT_THAT(get("/api/charts" + one + "&filter=nothing%3C3"),
              AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("filter")));
  EXPECT_THAT(get("/api/charts" + one + "&filter=%zz"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(get("/api/leaderboard" + one + "&sort=beauty"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(get("/api/leaderboard" + one + "&from=-1"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(get("/api/table" + one + "&name=../study.db"), StartsWith("HTTP/1.1 400"));
}

TEST_F(ServerTest, AnswersToThisMachinesOwnNameOnly) {
  const RawConnection other(server_->port());
  EXPECT_THAT(other.ask("GET /api/studies HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
  const RawConnection page(server_->port());
  EXPECT_THAT(page.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), StartsWith("HTTP/1.1 403"));
}

TEST_F(ServerTest, TellsThoseWhoListenWhatIsNew) {
  const std::string one = id();
  const RawConnection listener(server_->port());
  listener.send("GET /api/events?study=" + one + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(listener.read_until("}\n\n"),
              AllOf(HasSubstr("text/event-stream"), HasSubstr("event: study\ndata: {")));
  fake_.source.info.name = "another name";
  write_file_atomically(database_, "two");
  std::string told = listener.read_until("}\n\n");
  if (told.find("another name") == std::string::npos) told += listener.read_until("}\n\n");
  EXPECT_THAT(told, HasSubstr("another name"));
}

TEST_F(ServerTest, TellsThoseWhoLookAtAllStudies) {
  const RawConnection listener(server_->port());
  listener.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(listener.read_until("}\n\n"), HasSubstr("event: studies"));
  std::filesystem::create_directories(folder_.path() / "b" / "c");
  write_file_atomically(folder_.path() / "b" / "c" / "study.db", "another");
  std::string told;
  for (int i = 0; i < 4 && told.find("b/c") == std::string::npos; ++i) {
    told = listener.read_until("}\n\n");
  }
  EXPECT_THAT(told, HasSubstr("b/c"));
}

TEST_F(ServerTest, ShowsOnly) {
  EXPECT_THAT(ask("POST /api/command?study=" + id() + "&do=pause"), StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(study::study_command(*fake_.storage), study::StudyCommand::kWork);
}

TEST_F(ServerTest, SurvivesStrangeRequests) {
  Rng rng(7);
  const std::string seed = "GET /api/leaderboard?study=" + id() +
                           "&sort=rank&from=1 HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\r\n";
  for (int i = 0; i < 300; ++i) {
    std::string bytes = seed;
    for (int change = rng.integer(1, 6); change > 0; --change) {
      const auto at = static_cast<std::size_t>(rng.integer(0, static_cast<int>(bytes.size()) - 1));
      if (rng.integer(0, 1) == 0) {
        bytes[at] = static_cast<char>(rng.integer(0, 255));
      } else {
        bytes.insert(at, bytes.substr(at / 2, static_cast<std::size_t>(rng.integer(1, 40))));
      }
    }
    const RawConnection one(server_->port());
    one.send(bytes + "\r\n\r\n");
    one.finish();
    EXPECT_THAT(one.read_all(), StartsWith("HTTP/1.1 "));
  }
  EXPECT_THAT(get("/api/studies"), StartsWith("HTTP/1.1 200"));
}

// Each waits for what it never asks for; others are served all the same.
TEST_F(ServerTest, ServesBesideAThousandSilentAndAThousandListeningConnections) {
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  const std::string one = id();
  std::vector<std::unique_ptr<RawConnection>> all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(std::make_unique<RawConnection>(server_->port()));
    all.push_back(std::make_unique<RawConnection>(server_->port()));
    all.back()->send("GET /api/events?study=" + one + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (i % 100 == 0) EXPECT_THAT(get("/api/studies"), StartsWith("HTTP/1.1 200"));
  }
  EXPECT_THAT(get("/api/charts?study=" + one), StartsWith("HTTP/1.1 200"));
  for (std::size_t i = 1; i < all.size(); i += 2) {
    EXPECT_THAT(all[i]->read_until("}\n\n"), HasSubstr("event: study"));
  }
}

class TokenTest : public ServerTest {
 protected:
  static ServeOptions options() {
    ServeOptions with;
    with.token = kToken;
    with.allow_control = true;
    return with;
  }
  TokenTest() : ServerTest(options()) {}
  const std::string right_ = std::string("Authorization: Bearer ") + kToken + "\r\n";
};

TEST_F(TokenTest, IsAskedForWhateverHoldsAStudy) {
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 200"));  // asks the user for it
  for (const char* target : {"/api/studies", "/api/events", "/api/study?study=x", "/api/x"}) {
    EXPECT_THAT(get(target), StartsWith("HTTP/1.1 401")) << target;
    EXPECT_THAT(get(target, "Authorization: Bearer wrong\r\n"), StartsWith("HTTP/1.1 401"));
    EXPECT_THAT(get(target, "Cookie: efs_session=wrong\r\n"), StartsWith("HTTP/1.1 401"));
    EXPECT_THAT(get(target, std::string("Cookie: efs_session=") + kToken + "\r\n"),
                StartsWith("HTTP/1.1 401"));
  }
  EXPECT_THAT(get("/api/studies", right_), StartsWith("HTTP/1.1 200"));
}

TEST_F(TokenTest, GivesACookieForWhatCannotSendIt) {
  EXPECT_THAT(ask("POST /api/login"), StartsWith("HTTP/1.1 401"));
  const std::string answer = ask("POST /api/login", right_);
  EXPECT_THAT(answer,
              AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), Not(HasSubstr(kToken))));
  const std::size_t at = answer.find("Set-Cookie: ") + 12;
  const std::string cookie = answer.substr(at, answer.find(';', at) - at);
  EXPECT_THAT(get("/api/studies", "Cookie: other=1; " + cookie + "\r\n"),
              StartsWith("HTTP/1.1 200"));
  // It shows; what changes something needs the token.
  const std::string command = "POST /api/command?study=x&do=stop";
  EXPECT_THAT(ask(command, "Cookie: " + cookie + "\r\n"), StartsWith("HTTP/1.1 401"));
}

TEST_F(TokenTest, ControlsWithTheToken) {
  const std::string id = Json::parse(body_of(get("/api/studies", right_)))["studies"][0]["id"];
  for (const auto& [word, command] : {std::pair("pause", study::StudyCommand::kPause),
                                      std::pair("resume", study::StudyCommand::kWork),
                                      std::pair("stop", study::StudyCommand::kStop)}) {
    const std::string request = "POST /api/command?study=" + id + "&do=" + word;
    EXPECT_THAT(ask(request, right_), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(study::study_command(*fake_.storage), command);
  }
  EXPECT_THAT(ask("POST /api/command?study=" + id + "&do=delete", right_),
              StartsWith("HTTP/1.1 400"));
}

TEST(Server, NeedsATokenWhereOthersReachIt) {
  FakeStudy fake;
  Studies studies(std::filesystem::path("runs"), fake.open());
  ServeOptions options;
  options.port = 0;
  options.host = "0.0.0.0";
  EXPECT_THAT(message_of([&] { PageServer(studies, options); }), HasSubstr("--token-file"));
}

}  // namespace
}  // namespace efs::serve
