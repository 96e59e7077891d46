// The built efs, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "cli/program.h"
#include "cli/small_disk.h"
#include "cli/torch_free/front_study.h"
#include "core/files/files.h"
#include "core/text/json.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;
using efs::TemporaryFolder;
using efs::testing::ProgramResult;
using efs::testing::run_efs;
using efs::testing::SmallDisk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(FrontProgram, LinksNeitherLibtorchNorOpenCV) {
  FILE* pipe = ::popen("ldd '" EFS_BINARY_DIR "/efs'", "r");
  ASSERT_NE(pipe, nullptr);
  std::string libraries;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) libraries += static_cast<char>(letter);
  EXPECT_EQ(::pclose(pipe), 0);
  EXPECT_THAT(libraries, HasSubstr("libc.so"));
  for (const char* heavy : {"libtorch", "libc10", "libopencv", "libonnx", "libprotobuf"}) {
    EXPECT_THAT(libraries, Not(HasSubstr(heavy)));
  }
}

TEST(FrontProgram, Help) {
  for (const char* word : {"--help", "-h", "help"}) {
    const ProgramResult result = run_efs({word});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("First steps"));
    EXPECT_EQ(result.err, "");
  }
  EXPECT_THAT(run_efs({"help", "status"}).out, HasSubstr("--format"));
  EXPECT_EQ(run_efs({"status", "--help"}).exit_code, 0);
}

TEST(FrontProgram, Version) {
  const ProgramResult result = run_efs({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, StartsWith("efs "));
}

TEST(FrontProgram, AWrongCommandLineIsExitCodeTwo) {
  EXPECT_EQ(run_efs({}).exit_code, 2);
  EXPECT_EQ(run_efs({"--wrong"}).exit_code, 2);
  EXPECT_EQ(run_efs({"archs", "--wrong"}).exit_code, 2);
  EXPECT_EQ(run_efs({"archs", "--input", "zero"}).exit_code, 2);
  EXPECT_EQ(run_efs({"report"}).exit_code, 2);
  const ProgramResult result = run_efs({"serach"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("'search'"));
}

TEST(FrontProgram, AMissingStudyIsExitCodeOne) {
  const TemporaryFolder folder;
  const ProgramResult result = run_efs({"report", "gone"}, folder.path());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, StartsWith("efs: there is no study gone"));
}

TEST(FrontProgram, ListsTheArchitectures) {
  const Json rows = Json::parse(run_efs({"archs", "--format", "json"}).out);
  EXPECT_EQ(rows.size(), 21U);
  EXPECT_EQ(rows.at(3).at("name"), "resnet18");
  EXPECT_THAT(run_efs({"archs"}).out, HasSubstr("convnext_small"));
}

TEST(FrontProgram, ListsAndShowsStudies) {
  const TemporaryFolder folder;
  EXPECT_THAT(run_efs({"status"}, folder.path()).out, HasSubstr("there are no studies"));
  make_study(folder / "runs" / "one", "one");
  make_study(folder / "runs" / "two", "two");
  EXPECT_THAT(run_efs({"status"}, folder.path()).out, HasSubstr("runs/two"));
  const auto list = Json::parse(run_efs({"status", "--format", "json"}, folder.path()).out);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list.at(1).at("study"), "two");
  EXPECT_THAT(run_efs({"status", "one"}, folder.path()).out, HasSubstr("best     resnet18"));
  const ProgramResult wrong = run_efs({"status", "oen"}, folder.path());
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("'one'"));
}

TEST(FrontProgram, ADamagedStudyDoesNotHideTheOthers) {
  const TemporaryFolder folder;
  make_study(folder / "runs" / "one", "one");
  write_file_atomically(folder / "runs" / "broken" / "study.db", "this is no database at all");
  const ProgramResult result = run_efs({"status"}, folder.path());
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("runs/one"));
  EXPECT_THAT(result.err, HasSubstr("runs/broken"));
}

TEST(FrontProgram, WritesTheReportAnew) {
  const TemporaryFolder folder;
  make_study(folder / "runs" / "one", "one");
  const ProgramResult result = run_efs({"report", "one"}, folder.path());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("report.html"));
  for (const char* name : {"report.html", "results.csv", "leaderboard.csv", "plots/front.svg"}) {
    EXPECT_TRUE(fs::exists(folder / "runs" / "one" / name)) << name;
  }
}

TEST(FrontProgram, AReportThatCannotBeInTheStudyIsWrittenElsewhere) {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "20m");
  make_study(folder / "disk" / "one", "one");
  disk.make_read_only();
  const ProgramResult refused = run_efs({"report", "disk/one"}, folder.path());
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("with --out FOLDER"));
  const ProgramResult result = run_efs({"report", "disk/one", "--out", "here"}, folder.path());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(fs::exists(folder / "here" / "report.html"));
}

}  // namespace
}  // namespace efs::cli
