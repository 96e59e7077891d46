#include "cli/config/task_choice.h"

#include <gmock/gmock.h>

#include "cli/config/search_config.h"
#include "core/error.h"
#include "core/files/files.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::cli {
namespace {

using ::testing::HasSubstr;

constexpr const char* kOneFace = "# a.jpg\n1 2 30 40\n# b.jpg\n5 5 25 35\n";
constexpr const char* kCrowd = "# a.jpg\n1 2 30 40\n40 2 70 40\n# b.jpg\n# c.jpg\n5 5 25 35\n";

class TaskChoiceTest : public ::testing::Test {
 protected:
  TaskChoice choice(const std::string& labels, const std::string& more = "",
                    const std::string& model_task = "") const {
    write_file_atomically(folder_ / "labels.txt", labels);
    auto config =
        Config::parse("data: {labels: '" + (folder_ / "labels.txt").string() + "'}\n", "test.yaml");
    if (!more.empty()) config.override_with(more);
    return choose_task(config, model_task);
  }

  TemporaryFolder folder_;
};

TEST_F(TaskChoiceTest, FollowsTheLabels) {
  EXPECT_EQ(choice(kOneFace).task, "single");
  EXPECT_EQ(choice(kOneFace).why, "each of the 2 images shows one face");
  EXPECT_EQ(choice(kCrowd).task, "faces");
  EXPECT_EQ(choice(kCrowd).why, "of 3 images 1 show several faces and 1 none");
}

TEST_F(TaskChoiceTest, FollowsWhatIsGiven) {
  EXPECT_EQ(choice(kOneFace, "task=faces").task, "faces");
  EXPECT_EQ(choice(kOneFace, "task=faces").why, "");
  EXPECT_EQ(choice(kCrowd, "task=single").task, "single");
  EXPECT_EQ(choice(kCrowd, "task=auto").task, "faces");
  EXPECT_EQ(choice(kCrowd, "data.faces=largest").task, "single");
  EXPECT_EQ(choice(kOneFace, "data.faces=all").task, "faces");
  EXPECT_EQ(choice(kCrowd, "data.crops=true").task, "single");
  EXPECT_EQ(choice(kCrowd, "preset=edgefacesearch").task, "single");
  EXPECT_THAT(message_of([&] { choice(kCrowd, "task=face"); }), HasSubstr("faces"));
}

// What reads the labels says what is wrong with them, and where.
// A model is judged by its own task, unless the configuration says that it is for the other.
TEST_F(TaskChoiceTest, FollowsTheModelThatIsJudged) {
  for (const char* labels : {kOneFace, kCrowd}) {
    for (const std::string task : {"single", "faces"}) {
      EXPECT_EQ(choice(labels, "task=auto", task).task, task);
      EXPECT_EQ(choice(labels, "task=single", task).task, "single");
      EXPECT_EQ(choice(labels, "data.faces=all", task).task, "faces");
    }
  }
}

TEST_F(TaskChoiceTest, LeavesLabelsThatCannotBeReadToTheirReader) {
  EXPECT_EQ(choice("# a.jpg\n1 2 30\n").task, "single");
  auto none = Config::parse("data: {labels: /no/such/file}", "test.yaml");
  EXPECT_EQ(choose_task(none).task, "single");
}

std::string refusal(const std::string& text) {
  return message_of([&] {
    auto config = Config::parse(text, "test.yaml");
    parse_search_config(config);
  });
}

TEST(CheckTask, KeysThatDoNotGoTogetherAreRefused) {
  EXPECT_THAT(refusal("task: faces\ndata: {faces: largest}"),
              HasSubstr("test.yaml:2:8: data.faces: the task faces looks for every face"));
  EXPECT_THAT(refusal("data: {faces: all}"), HasSubstr("choose task: faces"));
  EXPECT_THAT(refusal("fit: letterbox"), HasSubstr("choose fit: stretch"));
  EXPECT_THAT(refusal("task: faces\ntrain: {loss: giou}"),
              HasSubstr("the loss 'giou' has no term of scores"));
  EXPECT_THAT(refusal("train: {loss: giou + bce}"), HasSubstr("has terms of scores"));
  EXPECT_THAT(refusal("task: faces\nspace: {loss: [giou + bce, focal]}"),
              HasSubstr("the loss 'focal' has no term of boxes"));
  EXPECT_THAT(refusal("task: faces\ndata: {crops: true}"),
              HasSubstr("test.yaml:2:8: data.crops: crops show one face each"));
  EXPECT_THAT(refusal("task: faces\nhead: gap"), HasSubstr("head: the head gap is not for"));
  EXPECT_THAT(refusal("head: dense"), HasSubstr("the head dense is not for the task single"));
  EXPECT_THAT(refusal("input: 96x64"), HasSubstr("stretches images to a square"));
  EXPECT_THAT(refusal("preset: edgefacesearch\ntask: faces"), HasSubstr("looks for one face"));
  EXPECT_THAT(refusal("task: faces\nfitness: {expression: val_iou}"), HasSubstr("val_iou"));
}

}  // namespace
}  // namespace efs::cli
