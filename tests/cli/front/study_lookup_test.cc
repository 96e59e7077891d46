#include "cli/front/study_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "cli/front/exec_worker.h"
#include "cli/front/front_study.h"
#include "cli/program.h"
#include "core/error.h"
#include "core/files.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;
using efs::TemporaryFolder;
using ::testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(FindStudy, TakesAFolderOrItsDatabase) {
  const TemporaryFolder folder;
  make_study(folder / "a", "a");
  EXPECT_EQ(find_study((folder / "a").string()).folder, folder / "a");
  EXPECT_EQ(find_study((folder / "a").string() + "/").folder, folder / "a");
  EXPECT_EQ(find_study((folder / "a").string() + "/study.db").folder, folder / "a");
}

TEST(FindStudy, NamesWhatItDoesNotFind) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { find_study(folder.path().string()); }),
              HasSubstr("there is no study.db in it"));
  EXPECT_THAT(message_of([&] { find_study((folder / "gone").string()); }), HasSubstr("gone"));
}

TEST(ListStudies, FindsThemByName) {
  const TemporaryFolder folder;
  make_study(folder / "b", "b");
  make_study(folder / "a", "a");
  fs::create_directories(folder / "no-study");
  const auto studies = list_studies(folder.path());
  ASSERT_EQ(studies.size(), 2U);
  EXPECT_EQ(studies[0].folder, folder / "a");
  EXPECT_EQ(studies[1].folder, folder / "b");
  EXPECT_TRUE(list_studies(folder / "gone").empty());
}

TEST(ReadStudy, KnowsFitnessStagesAndNetworks) {
  const TemporaryFolder folder;
  make_study(folder / "a", "name");
  const report::ReportSource source = read_study(*study::place_in(folder / "a")).source;
  EXPECT_EQ(source.info.name, "name");
  EXPECT_EQ(source.history.trials.size(), 2U);
  EXPECT_FALSE(source.stages.empty());
  EXPECT_EQ(source.feature_dims.at("resnet18"), 512);
}

TEST(FindWorker, LooksBesideTheProgramThenInLibexec) {
  const TemporaryFolder folder;
  const fs::path program = folder / "bin" / "efs";
  const auto install = [](const fs::path& path) {
    write_file_atomically(path, "#!/bin/sh\n");
    fs::permissions(path, fs::perms::owner_all);
  };
  const std::string missing = message_of([&] { find_worker(program); });
  EXPECT_THAT(missing, HasSubstr((folder / "bin" / "efs-worker").string()));
  EXPECT_THAT(missing, HasSubstr((folder / "libexec" / "efs" / "efs-worker").string()));
  install(folder / "libexec" / "efs" / "efs-worker");
  EXPECT_EQ(find_worker(program), folder / "libexec" / "efs" / "efs-worker");
  install(folder / "bin" / "efs-worker");
  EXPECT_EQ(find_worker(program), folder / "bin" / "efs-worker");
}

}  // namespace
}  // namespace efs::cli
