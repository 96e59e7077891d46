// Opens report.html in a real browser, without a network, and asks it what it drew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <regex>

#include "core/files.h"
#include "report/drawn_picture.h"
#include "report/fake_study.h"
#include "report/writer.h"
#include "support/temporary_folder.h"

namespace efs::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The document after its scripts have run.
std::string open_in_browser(const std::filesystem::path& page,
                            const std::filesystem::path& profile) {
  const std::string command =
      std::string("timeout 60 " EFS_CHROMIUM
                  " --headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
                  " --disable-background-networking --disable-component-update --disable-sync"
                  " --disable-dev-shm-usage --virtual-time-budget=5000 --dump-dom") +
      " --user-data-dir='" + profile.string() + "' 'file://" + page.string() + "' 2>/dev/null";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string document;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    document.append(buffer.data(), got);
  }
  ::pclose(pipe);
  return document;
}

/// The opening tag of <html>, where the script writes what it did.
std::string root_tag(const std::string& document) {
  std::smatch match;
  return std::regex_search(document, match, std::regex("<html[^>]*>")) ? match.str() : "";
}

TEST(Browser, DrawsEveryPoint) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const std::filesystem::path picture = folder.path() / "picture.png";
  write_file_atomically(picture, drawn_png(60, 40));
  source.overlays = {{picture, "one.jpg", 0.9, false}};
  const auto page = write_report(source, folder.path());
  const std::string root = root_tag(open_in_browser(page, folder.path() / "profile"));
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
  // The scatter and three charts in each of three stages.
  EXPECT_THAT(root, HasSubstr("data-charts=\"10\""));
  // Scatter: 3 on the front, 2 others, 2 ends of the target's line. Loss and IoU of stage 1:
  // 17 epochs each, of stage 2: two runs of 6, of stage 3: one of 8. Latency: of survivors only.
  const int expected = (3 + 2 + 2) + (2 * 17 + 2 * 3) + (2 * 12 + 6) + (2 * 8 + 8);
  EXPECT_THAT(root, HasSubstr("data-points=\"" + std::to_string(expected) + "\""));
}

TEST(Browser, RunsNoScriptOfAName) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const std::string attack = "</script><script>document.documentElement.dataset.owned='1'</script>";
  source.info.name = attack;
  for (study::Trial& trial : source.history.trials) trial.params["architecture"] = attack;
  const auto page = write_report(source, folder.path());
  const std::string root = root_tag(open_in_browser(page, folder.path() / "profile"));
  EXPECT_THAT(root, HasSubstr("data-charts=\"10\""));
  EXPECT_THAT(root, Not(HasSubstr("data-owned")));
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
}

TEST(Browser, OpensAStudyThatHasJustBegun) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  source.history.trials.clear();
  const auto page = write_report(source, folder.path());
  const std::string root = root_tag(open_in_browser(page, folder.path() / "profile"));
  EXPECT_THAT(root, HasSubstr("data-charts=\"0\""));
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
}

}  // namespace
}  // namespace efs::report
