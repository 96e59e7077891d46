// What a user sees who gives the program something that it cannot use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto result =
        run_efs({"data", "synth", (folder_ / "faces").string(), "--images", "20", "--side", "64"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }

  fs::path images() const { return folder_ / "faces" / "images"; }
  fs::path labels() const { return folder_ / "faces" / "labels.txt"; }
  void append_label(const std::string& line) {
    write_file_atomically(labels(), read_file(labels()) + line + "\n");
  }

  testing::ProgramResult check(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"data",     "check",          "--images", images().string(),
                                   "--labels", labels().string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }

  const TemporaryFolder folder_;
};

TEST_F(BadInput, GarbageInALabelFileIsNamedByLine) {
  append_label("# another.jpg\n10 20 thirty 40");
  const auto result = check();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("labels.txt:42"));
}

TEST_F(BadInput, ATruncatedImageIsSkippedUpToTheShare) {
  const auto first = images() / "000000.jpg";
  const auto bytes = read_file(first);
  write_file_atomically(first, bytes.substr(0, bytes.size() / 2));
  const auto accepted = check();
  EXPECT_EQ(accepted.exit_code, 0) << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("truncated"));
  const auto refused = check({"data.max_skipped_share=0.01"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("000000.jpg"));
}

TEST_F(BadInput, ASearchSaysThatPhotographsWithSeveralFacesAreLeftOut) {
  write_file_atomically(images() / "two.jpg", read_file(images() / "000000.jpg"));
  append_label("# two.jpg\n1 1 20 20\n30 30 50 50");
  const auto result =
      run_efs({"search", "--images", images().string(), "--labels", labels().string(), "--study",
               (folder_ / "study").string(), "task=single", "input=32",
               "space.architectures=[shufflenet_v2_x0_5]", "stages=[{epochs: 1, keep: 1}]",
               "train.precision=fp32", "search.workers=1", "search.threads_per_worker=1"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("1 left out with no face or several, see data.faces"));
}

TEST_F(BadInput, ManyMissingImagesFailTheCommand) {
  for (const auto* name : {"000001.jpg", "000002.jpg", "000003.jpg"}) fs::remove(images() / name);
  const auto result = check();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("000001.jpg"));
  EXPECT_THAT(result.err, HasSubstr("max_skipped_share"));
}

TEST_F(BadInput, ADuplicatePathIsAnError) {
  const auto text = read_file(labels());
  append_label(text.substr(0, text.find('\n', text.find('\n') + 1)));
  const auto result = check();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("labels.txt:"));
}

TEST_F(BadInput, AnEmptyDataSetIsAnError) {
  write_file_atomically(labels(), "");
  EXPECT_EQ(check().exit_code, 1);
}

TEST_F(BadInput, NumbersOfDrawnFacesAreChecked) {
  const auto draw = [&](const std::string& faces) {
    return run_efs({"data", "synth", (folder_ / "drawn").string(), "--images", "2", "--side", "64",
                    "--faces", faces});
  };
  for (const std::string faces : {"6-0", "-1", "1-", "many", "0-21", "1-2-3", ""}) {
    const auto result = draw(faces);
    EXPECT_EQ(result.exit_code, 2) << faces;
    EXPECT_FALSE(fs::exists(folder_ / "drawn")) << faces;
  }
  EXPECT_THAT(draw("6-0").err, HasSubstr("write 3, or a range as 0-6, up to 20"));
  EXPECT_EQ(draw("0-3").exit_code, 0);
}

TEST_F(BadInput, WeightsThatCannotBeAreRefusedBeforeAStudyIsMade) {
  const auto train = [&](const std::string& weights, const std::string& names) {
    return run_efs({"search", "--images", images().string(), "--labels", labels().string(),
                    "--study", (folder_ / "study").string(), "weights=" + weights,
                    "space.architectures=[" + names + "]"});
  };
  const auto missing = train((folder_ / "none.pth").string(), "resnet18");
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("none.pth"));
  const auto two = train("w.pth", "resnet18, alexnet");
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_THAT(two.err, HasSubstr("one architecture"));
  EXPECT_FALSE(fs::exists(folder_ / "study"));
}

TEST_F(BadInput, MissingFoldersAndArgumentsAreExplained) {
  const auto nothing = run_efs({"search"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("--images"));
  const auto missing = run_efs({"search", "--images", "/nonexistent", "--labels", labels().string(),
                                "--study", (folder_ / "s").string()});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_FALSE(fs::exists(folder_ / "s")) << "nothing is half-written";
  const auto no_config = run_efs({"search", (folder_ / "none.yaml").string()});
  EXPECT_NE(no_config.exit_code, 0);
  EXPECT_THAT(no_config.err, HasSubstr("none.yaml"));
  const auto no_study = run_efs({"search", "--resume", "--study", (folder_ / "s").string()});
  EXPECT_EQ(no_study.exit_code, 1);
}

TEST_F(BadInput, CudaWithoutADeviceFailsBeforeTheStudyBegins) {
  const auto result =
      run_efs({"search", "--images", images().string(), "--labels", labels().string(), "--study",
               (folder_ / "cuda").string(), "train.device=cuda"});
  if (result.exit_code == 0) return;  // there is one
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cuda"));
  EXPECT_FALSE(fs::exists(folder_ / "cuda"));
}

TEST_F(BadInput, AFullDiskLeavesNoStudyBehindAndSaysSo) {
  const auto efs = std::string(EFS_BINARY_DIR) + "/efs";
  // Files may not grow beyond 100 KiB: writes fail as on a full disk.
  const auto result = testing::run_program(
      "/bin/bash",
      {"-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "bash", efs, "search", "--images",
       images().string(), "--labels", labels().string(), "--study", (folder_ / "full").string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot write"));
  EXPECT_FALSE(fs::exists(folder_ / "full" / "study.db"));
}

TEST_F(BadInput, AStudyBelowAFileCannotBeMade) {
  const auto result = run_efs({"search", "--images", images().string(), "--labels",
                               labels().string(), "--study", (labels() / "study").string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("labels.txt"));
}

}  // namespace
}  // namespace efs
