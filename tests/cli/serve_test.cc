// `efs serve` in a real browser, beside a real search.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <regex>

#include "core/files/files.h"
#include "program.h"
#include "report/fake_rung_study.h"
#include "small_search.h"
#include "study/storage.h"
#include "support/browser.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using testing::BackgroundEfs;
using testing::Browser;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::run_efs;
using testing::SmallSearch;
using testing::wait_for;

/// `efs serve` with these arguments, on a port of its own.
class Served {
 public:
  Served(const std::vector<std::string>& arguments, const fs::path& log, int port = 0)
      : log_(log), efs_(words(arguments, port), log) {
    wait_for([&] { return text().find("is shown at") != std::string::npos || !efs_.running(); });
    if (port_in(text()) == 0) throw std::runtime_error(text());
  }
  ~Served() { stop(); }
  void stop() {
    if (!efs_.running()) return;
    efs_.signal(SIGTERM);
    EXPECT_EQ(efs_.wait(), 0) << text();
  }

  std::string text() const { return fs::exists(log_) ? read_file(log_) : ""; }
  int port() const { return port_in(text()); }
  std::string url(const std::string& more = "") const {
    return "http://localhost:" + std::to_string(port()) + "/" + more;
  }

 private:
  static int port_in(const std::string& all) {
    std::smatch found;
    return std::regex_search(all, found, std::regex(":([0-9]+)/")) ? std::stoi(found[1]) : 0;
  }
  static std::vector<std::string> words(const std::vector<std::string>& arguments, int port) {
    std::vector<std::string> words{"serve", "--port", std::to_string(port)};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
  fs::path log_;
  BackgroundEfs efs_;
};

class Serve : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { search_ = new SmallSearch; }
  static void TearDownTestSuite() {
    delete search_;
    search_ = nullptr;
  }
  /// All studies lie below one folder.
  static fs::path study(const std::string& name) { return search_->study("runs/" + name); }
  static std::vector<std::string> words(const std::string& name,
                                        const std::vector<std::string>& more = {}) {
    return search_->words(study(name), more);
  }
  /// A search whose trials take long enough to be looked at.
  static std::vector<std::string> long_words(const std::string& name) {
    return words(name, {"stages=[{epochs: 400, keep: 2}, {epochs: 500, keep: 1}]"});
  }
  static void finish(const std::string& name) {
    const auto done = run_efs(words(name));
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  fs::path log(const std::string& name) const { return logs_.path() / name; }

  TemporaryFolder logs_;
  static SmallSearch* search_;
};

SmallSearch* Serve::search_ = nullptr;

constexpr const char* kEpochs = "Number(document.querySelector('.runner')?.dataset.epochs)";

TEST_F(Serve, ShowsNewEpochsWithoutAReload) {
  BackgroundEfs search(long_words("live"), log("search"));
  wait_for([&] { return fs::exists(study("live") / "study.db"); });
  const Served served({study("live").string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(browser.wait_until(std::string(kEpochs) + " > 0", 300));
  browser.evaluate("window.before = " + std::string(kEpochs));
  EXPECT_TRUE(browser.wait_until(std::string(kEpochs) + " > window.before + 2", 120));
  EXPECT_EQ(browser.text("#link"), "live");
  EXPECT_THAT(browser.text("#state"), HasSubstr("running"));
  EXPECT_THAT(browser.text("#log"), HasSubstr("began on"));
  EXPECT_TRUE(browser.wait_until("document.querySelector('.runner polyline')"));

  // The search is killed and goes on; the page sees both.
  search.signal(SIGKILL);
  search.wait();
  const std::string silent =
      "document.querySelector('.runner')?.innerText.includes('sign of life')";
  EXPECT_TRUE(browser.wait_until(silent));
  browser.evaluate("window.before = " + std::string(kEpochs));
  const BackgroundEfs again({"search", "--study", study("live").string(), "--resume"},
                            log("again"));
  EXPECT_TRUE(browser.wait_until(std::string(kEpochs) + " > window.before + 2", 300));
  EXPECT_THAT(browser.problems(), IsEmpty());
  again.signal(SIGTERM);
}

TEST_F(Serve, APointLeadsToItsTrialAndTheCommandThatExportsIt) {
  finish("done");
  const Served served({study("done").string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(browser.wait_until("window.Chart && Chart.getChart('scatter')", 120));
  const Json place = browser.evaluate(R"js((async () => {
    const chart = Chart.getChart('scatter');
    chart.canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
    await new Promise((done) => setTimeout(done, 200));
    const box = chart.canvas.getBoundingClientRect();
    const point = chart.getDatasetMeta(0).data[0];
    return [box.left + point.x, box.top + point.y, chart.data.datasets[0].data[0].trial.trial];
  })())js");
  browser.click_at(place[0], place[1]);
  const std::string trial = std::to_string(place[2].get<int>());
  ASSERT_TRUE(browser.wait_until("document.querySelector('#trial[open] h2')"));
  EXPECT_THAT(browser.text("#trial h2"), HasSubstr("Trial " + trial + ":"));
  EXPECT_THAT(browser.text("#trial"), HasSubstr("learning_rate"));
  EXPECT_THAT(browser.text("#trial"), HasSubstr("Latency measurements"));
  EXPECT_TRUE(browser.wait_until("Chart.getChart('trial-curve')"));

  // The command does what it says.
  std::string command = browser.text("#trial .command pre");
  ASSERT_THAT(command, ::testing::StartsWith("efs export "));
  const fs::path out = logs_.path() / "exported.onnx";
  const std::string word = command.substr(std::string("efs export ").size());
  const auto exported = run_efs({"export", word, "--out", out.string()});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;

  browser.press("Escape");
  EXPECT_TRUE(browser.wait_until("!document.querySelector('#trial').open"));
  EXPECT_THAT(browser.evaluate("location.hash").get<std::string>(), Not(HasSubstr("trial")));

  // The winner's pictures have boxes in them.
  browser.evaluate(R"js((async () => {
    const study = (await ask('studies')).studies[0];
    location.hash = trialAddress(study.id, study.status.best.trial);
  })())js");
  EXPECT_TRUE(browser.wait_until("document.querySelector('#trial[open] img')?.naturalWidth > 0"));
  // Those of another are drawn when they are asked for.
  browser.evaluate(R"js((async () => {
    const study = (await ask('studies')).studies[0];
    const all = await ask('leaderboard', { study: study.id });
    const trial = all.columns.findIndex((c) => c.name === 'trial');
    const other = all.rows.find((row) => row[trial] !== study.status.best.trial)[trial];
    location.hash = trialAddress(study.id, other);
  })())js");
  const std::string draw =
      "Array.from(document.querySelectorAll('#trial button')).find((b) => "
      "b.innerText.startsWith('Draw'))";
  ASSERT_TRUE(browser.wait_until(draw));
  browser.evaluate(draw + ".click()");
  EXPECT_TRUE(browser.wait_until("document.querySelector('#trial img')?.naturalWidth > 0", 120));
  EXPECT_THAT(browser.problems(), IsEmpty());
}

TEST_F(Serve, AFilterCountsForAllChartsAndTheLeaderboard) {
  finish("filtered");
  const Served served({study("filtered").string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(
      browser.wait_until("document.querySelectorAll('#leaderboard tbody tr').length === 4"));
  browser.click("#filter");
  browser.type("squeezenet");
  EXPECT_TRUE(
      browser.wait_until("document.querySelectorAll('#leaderboard tbody tr').length === 2"));
  browser.evaluate("document.querySelector('#learning').scrollIntoView()");
  EXPECT_TRUE(
      browser.wait_until("Chart.getChart('learning-curves').data.datasets.every((d) => "
                         "d.curve.label.includes('squeezenet'))"));
  EXPECT_THAT(browser.problems(), IsEmpty());
  browser.type(" no_such<3");
  EXPECT_TRUE(
      browser.wait_until("document.querySelector('#filter-part .problem').innerText.includes("
                         "'no_such')"));
  browser.problems();  // the server's refusal
}

TEST_F(Serve, ALeaderboardSortsByAKeyToo) {
  finish("sorted");
  const Served served({study("sorted").string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(
      browser.wait_until("document.querySelectorAll('#leaderboard tbody tr').length === 4"));
  browser.evaluate("document.querySelectorAll('#leaderboard th')[1].focus()");
  browser.press("Enter");
  const std::string trials =
      "Array.from(document.querySelectorAll('#leaderboard tbody tr'), (r) => "
      "r.cells[1].innerText).join()";
  EXPECT_TRUE(browser.wait_until(trials + " === '0,1,2,3'"));
  browser.press("Enter");  // it has kept the focus
  EXPECT_TRUE(browser.wait_until(trials + " === '3,2,1,0'"));
}

TEST_F(Serve, SeesStudiesComeAndGo) {
  finish("first");
  const fs::path runs = study("first").parent_path();
  const Served served({runs.string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  const auto lists = [&](const std::string& name) {
    return "Array.from(document.querySelectorAll('#studies a'), (a) => "
           "a.innerText).some((t) => t.endsWith('" +
           name + "'))";
  };
  ASSERT_TRUE(browser.wait_until(lists("first")));
  finish("second");
  EXPECT_TRUE(browser.wait_until(lists("second")));
  EXPECT_TRUE(browser.wait_until("Chart.getChart('compare-fronts')?.data.datasets.length >= 2"));
  browser.evaluate(
      "Array.from(document.querySelectorAll('#studies a')).find((a) => "
      "a.innerText.endsWith('second')).click()");
  ASSERT_TRUE(browser.wait_until("document.querySelector('#state .card')"));
  ASSERT_EQ(run_efs({"study", "delete", study("second").string(), "--yes"}).exit_code, 0);
  EXPECT_TRUE(browser.wait_until("document.querySelector('#state').innerText.includes('gone')"));
  browser.open(served.url("#/"));
  EXPECT_TRUE(browser.wait_until("!" + lists("second") + " && " + lists("first")));
}

TEST_F(Serve, GoesOnWhenTheServerIsBack) {
  finish("restarted");
  auto served =
      std::make_unique<Served>(std::vector<std::string>{study("restarted").string()}, log("serve"));
  const int port = served->port();
  Browser browser;
  browser.open(served->url());
  ASSERT_TRUE(browser.wait_until("document.querySelector('#link').innerText === 'live'"));
  served.reset();
  EXPECT_TRUE(browser.wait_until("document.querySelector('#link').innerText !== 'live'"));
  const Served again({study("restarted").string()}, log("again"), port);
  EXPECT_TRUE(browser.wait_until("document.querySelector('#link').innerText === 'live'", 120));
}

TEST_F(Serve, AsksForTheToken) {
  finish("secret");
  const fs::path token = logs_.path() / "token";
  write_file_atomically(token, "0123456789abcdef0123\n");
  fs::permissions(token, fs::perms::owner_read | fs::perms::owner_write);
  const Served served({study("secret").string(), "--token-file", token.string(), "--allow-control"},
                      log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(browser.wait_until("document.querySelector('#login').open"));
  browser.type("not this one, surely");
  browser.press("Enter");
  EXPECT_TRUE(browser.wait_until(
      "document.querySelector('#login-problem').innerText.includes('does not take')"));
  browser.evaluate("document.querySelector('#token').value = ''");
  browser.type("0123456789abcdef0123");
  browser.press("Enter");
  ASSERT_TRUE(browser.wait_until("document.querySelector('#state .card')"));
  EXPECT_EQ(browser.evaluate("document.cookie"), "");  // no script reads it
  browser.evaluate(
      "Array.from(document.querySelectorAll('#state button')).find((b) => "
      "b.innerText === 'Pause').click()");
  EXPECT_TRUE(browser.wait_until("document.querySelector('#state').innerText.includes('asked')"));
  const auto storage = study::open_sqlite_storage((study("secret") / "study.db").string());
  EXPECT_EQ(storage->note("wish"), "pause");
}

TEST_F(Serve, ServesOverTls) {
  finish("tls");
  const std::string key = log("key.pem"), certificate = log("cert.pem");
  ASSERT_EQ(testing::run_program("/usr/bin/openssl",
                                 {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                                  "-subj", "/CN=localhost", "-keyout", key, "-out", certificate})
                .exit_code,
            0);
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
  const Served served({study("tls").string(), "--tls-cert", certificate, "--tls-key", key},
                      log("serve"));
  EXPECT_THAT(served.text(), HasSubstr("https://"));
  Browser browser;
  browser.open("https://localhost:" + std::to_string(served.port()) + "/");
  ASSERT_TRUE(browser.wait_until("document.querySelector('#state .card')"));
  EXPECT_EQ(browser.text("#link"), "live");
  EXPECT_THAT(browser.problems(), IsEmpty());
}

/// A study of 10,000 trials in the place of a small one.
void make_large(const fs::path& folder) {
  auto info = study::open_sqlite_storage((folder / "study.db").string())->info();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::remove((folder / "study.db").string() + suffix);
  }
  auto storage = study::create_sqlite_storage((folder / "study.db").string(), info);
  // Ten times the same thousand.
  auto source = report::fake_rung_study({.trials = 1000, .workers = 100, .rungs = {4, 12, 36}});
  auto& trials = source.history.trials;
  for (int number = 1000; number < 10'000; ++number) {
    trials.push_back(trials[static_cast<std::size_t>(number % 1000)]);
    trials.back().number = number;
  }
  for (study::Trial& trial : trials) {
    auto& architecture = std::get<std::string>(trial.params["architecture"]);
    if (architecture == "shufflenet_v2") architecture = "shufflenet_v2_x1_0";
    std::erase_if(trial.params, [](const auto& param) {
      return param.first != "architecture" && param.first != "learning_rate";
    });
  }
  storage->restore({.info = info, .history = source.history});
}

TEST_F(Serve, OpensTenThousandTrials) {
  finish("large");
  make_large(study("large"));
  const Served served({study("large").string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(browser.wait_until("document.querySelector('#front')", 120));
  browser.evaluate("document.querySelector('#front').scrollIntoView()");
  ASSERT_TRUE(browser.wait_until("Chart.getChart('scatter')"));
  EXPECT_TRUE(browser.wait_until(
      "document.querySelector('#leaderboard .pager').innerText.includes('of 10000')"));
  browser.click("#filter");
  browser.type("architecture=resnet18 trial<500");
  EXPECT_TRUE(browser.wait_until(
      "Chart.getChart('scatter').data.datasets.every((set) => set.data.length < 500)"));
  EXPECT_THAT(browser.problems(), IsEmpty());
}

TEST_F(Serve, RunsNoScriptOfAName) {
  const std::string evil = "<img src=x onerror=window.owned=1>";
  finish("evil");
  const fs::path folder = study("evil");
  auto info = study::open_sqlite_storage((folder / "study.db").string())->info();
  auto snapshot = study::open_sqlite_storage((folder / "study.db").string())->snapshot();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::remove((folder / "study.db").string() + suffix);
  }
  info.name = evil;
  for (study::Trial& trial : snapshot.history.trials) {
    trial.worker = trial.reason = evil;
    trial.params[evil] = evil + std::to_string(trial.number);
    for (EpochRecord& record : trial.epochs) record.worker = evil;
    if (trial.number == 1) trial.state = study::TrialState::kRunning;
  }
  study::create_sqlite_storage((folder / "study.db").string(), info)->restore(snapshot);
  const Served served({folder.parent_path().string()}, log("serve"));
  Browser browser;
  browser.open(served.url());
  ASSERT_TRUE(browser.wait_until("document.querySelector('#studies a')"));
  browser.evaluate(
      "Array.from(document.querySelectorAll('#studies a')).find((a) => "
      "a.innerText.endsWith('evil')).click()");
  ASSERT_TRUE(browser.wait_until("document.querySelector('.runner')"));
  EXPECT_THAT(browser.text("#title"), HasSubstr("onerror"));
  browser.evaluate("document.querySelector('.runner a').click()");
  ASSERT_TRUE(browser.wait_until("document.querySelector('#trial[open] h2')"));
  EXPECT_THAT(browser.text("#trial"), HasSubstr("onerror"));
  EXPECT_TRUE(browser.evaluate("window.owned === undefined"));
}

TEST_F(Serve, SaysWhatIsWrongWithItsArguments) {
  EXPECT_THAT(run_efs({"serve", "--host", "0.0.0.0"}).err, HasSubstr("--token-file"));
  EXPECT_THAT(run_efs({"serve", "--allow-control"}).err, HasSubstr("--token-file"));
  EXPECT_THAT(run_efs({"serve", "no such study"}).err, HasSubstr("no study"));
  EXPECT_NE(run_efs({"serve", "--port", "99999"}).exit_code, 0);
}

}  // namespace
}  // namespace efs
