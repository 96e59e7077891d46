// What becomes of output that cannot be written, and of words that are no paths: every program and
// command goes through cli/run_app.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cli/program.h"
#include "cli/torch_free/front_study.h"
#include "core/files/files.h"

namespace efs::cli {
namespace {

using efs::TemporaryFolder;
using efs::testing::efs_program;
using efs::testing::run_efs;
using efs::testing::run_program;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

testing::ProgramResult in_shell(const std::string& line) {
  return run_program("/bin/sh", {"-c", line, "sh", efs_program()});
}

TEST(Output, ThatIsLostIsAnError) {
  const TemporaryFolder folder;
  make_study(folder / "one", "one");
  const std::string study = (folder / "one").string();
  for (const std::string& command :
       {std::string("--help"), std::string("--version"), std::string("status --help"),
        std::string("archs"), std::string("archs --format json"), "status " + study,
        "study show " + study, "report " + study}) {
    const auto full = in_shell("\"$1\" " + command + " > /dev/full");
    EXPECT_EQ(full.exit_code, 1) << command;
    EXPECT_THAT(full.err, HasSubstr("cannot write the output: No space left on device")) << command;
    const auto closed = in_shell("\"$1\" " + command + " >&-");
    EXPECT_EQ(closed.exit_code, 1) << command;
    EXPECT_THAT(closed.err, HasSubstr("cannot write the output")) << command;
  }
  // Nothing that was opened got the number of the closed descriptor.
  EXPECT_THAT(read_file(folder / "one/report.html"), ::testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_EQ(run_efs({"status", study}).exit_code, 0);
}

TEST(Output, AReaderThatHasGoneIsNoWorthAMessage) {
  // A shell that ignores SIGPIPE, as some start their programs.
  const auto gone = in_shell("trap '' PIPE; { sleep 0.2; \"$1\" archs; echo $? >&2; } | true");
  EXPECT_EQ(gone.err, "1\n");
}

TEST(Output, AnErrorThatCannotBeToldIsStillOne) {
  EXPECT_EQ(in_shell("\"$1\" nonsense 2> /dev/full").exit_code, 2);
  EXPECT_EQ(in_shell("\"$1\" status /nowhere 2>&-").exit_code, 1);
}

TEST(Output, MessagesHoldNothingThatATerminalActsOn) {
  const auto shown = run_efs({"status", "\x1b]0;title\x07/x"});
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_THAT(shown.err, AllOf(HasSubstr("\\x1b]0;title\\x07"), Not(HasSubstr("\x1b"))));
}

TEST(Paths, AnEmptyWordIsRefused) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"status", ""},
                                                {"status", "--runs", ""},
                                                {"report", ""},
                                                {"study", "delete", "", "--yes"},
                                                {"study", "export", "", "x"},
                                                {"study", "import", "", "--study", "x"},
                                                {"study", "import", "x", "--study", ""},
                                                {"simulate", ""}}) {
    const auto refused = run_efs(words, folder.path());
    EXPECT_EQ(refused.exit_code, 2) << words[0];
    EXPECT_THAT(refused.err, ::testing::ContainsRegex("empty|does not exist")) << words[0];
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Paths, AUrlThatNothingOpensIsRefused) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"status", "sqlite:///x.db"},
        {"status", "--runs", "s3://b/runs"},
        {"study", "import", "https://h/x.json", "--study", "x"},
        {"study", "delete", "mysql://h/d", "--yes"}}) {
    const auto refused = run_efs(words, folder.path());
    EXPECT_EQ(refused.exit_code, 2) << words[0];
    EXPECT_THAT(refused.err, HasSubstr("URL")) << words[0];
  }
}

}  // namespace
}  // namespace efs::cli
