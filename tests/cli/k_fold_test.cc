// efs train --k-fold from outside.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

constexpr int kImages = 24;

class KFold : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto drawn = run_efs({"data", "synth", (folder_ / "faces").string(), "--images",
                                std::to_string(kImages), "--side", "64"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    std::string folds;
    for (int i = 0; i < kImages; ++i) folds += fmt::format("{:06}.jpg {}\n", i, 1 + i % 3);
    write_file_atomically(folder_ / "folds.txt", folds);
  }

  std::vector<std::string> arguments(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"train",
                                   "--k-fold",
                                   "--images",
                                   (folder_ / "faces" / "images").string(),
                                   "--labels",
                                   (folder_ / "faces" / "labels.txt").string(),
                                   "--study",
                                   study().string(),
                                   "--epochs",
                                   "1",
                                   "input=32",
                                   "space.architectures=[shufflenet_v2_x0_5]",
                                   "train.precision=fp32",
                                   "search.workers=1",
                                   "search.threads_per_worker=1",
                                   "latency.cache=" + (folder_ / "latency").string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string folds() const { return "data.folds=" + (folder_ / "folds.txt").string(); }
  fs::path study() const { return folder_ / "study"; }

  TemporaryFolder folder_;
};

TEST_F(KFold, EveryImageIsFoundByTheModelThatNeverSawItsFold) {
  const auto result = run_efs(arguments({folds()}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("24 images (each by the model of 3"));
  const auto pooled = read_file(study() / "k-fold.csv");
  std::istringstream table(pooled);
  std::set<std::string> images;
  std::string line;
  std::getline(table, line);
  EXPECT_EQ(line, "fold,image_id,iou");
  while (std::getline(table, line)) {
    const auto id = line.substr(line.find(',') + 1, 6);
    EXPECT_EQ(line.substr(0, line.find(',')), std::to_string(1 + std::stoi(id) % 3)) << line;
    images.insert(id);
    // What the fold's own study says of the image.
    const auto own = read_file(study() / ("fold-" + line.substr(0, 1)) / "best" / "validation.csv");
    EXPECT_THAT(own, HasSubstr(line.substr(2) + ","));
  }
  EXPECT_EQ(images.size(), kImages);

  const auto again = run_efs(arguments({folds()}));
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("--resume"));

  // A fold that never began is trained on resume, the others are not again.
  fs::remove_all(study() / "fold-3");
  fs::remove(study() / "k-fold.csv");
  const auto before = read_file(study() / "fold-1" / "results.csv");
  const auto resumed = run_efs({"train", "--k-fold", "--study", study().string(), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(read_file(study() / "k-fold.csv"), pooled);
  EXPECT_EQ(read_file(study() / "fold-1" / "results.csv"), before);
}

TEST_F(KFold, SaysWhatItNeeds) {
  const auto without = run_efs(arguments({}));
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("data.folds"));
  const auto both = run_efs(arguments({folds(), "data.validation_folds=[1]"}));
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("in turn"));
  write_file_atomically(folder_ / "one.txt", "000000.jpg 1\n");
  const auto one = run_efs(arguments({"data.folds=" + (folder_ / "one.txt").string()}));
  EXPECT_EQ(one.exit_code, 2);
  EXPECT_THAT(one.err, HasSubstr("two"));
  const auto nothing = run_efs({"train", "--k-fold", "--study", study().string(), "--resume"});
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_THAT(nothing.err, HasSubstr("no fold has begun"));
}

}  // namespace
}  // namespace efs
