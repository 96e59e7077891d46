#include "cli/torch_free/study_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.h"
#include "cli/torch_free/exec_worker.h"
#include "cli/torch_free/front_study.h"
#include "core/files/files.h"
#include "support/message_of.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;
using efs::TemporaryFolder;
using ::testing::HasSubstr;

TEST(ReadStudy, KnowsFitnessStagesAndNetworks) {
  const TemporaryFolder folder;
  make_study(folder / "a", "name");
  const report::ReportSource source = read_study(*study::study_in(folder / "a")).source;
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
