// What a user sees who asks for several faces in a way that cannot be, and odd pictures that can.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "onnx/metadata.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
using testing::SmallFaces;
namespace fs = std::filesystem;

class FacesInput : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { small_ = new SmallFaces(24); }
  static void TearDownTestSuite() {
    delete small_;
    small_ = nullptr;
  }
  static const SmallFaces& small() { return *small_; }
  static std::string path(const std::string& name) { return small_->path(name); }
  static std::string labels() { return read_file(small_->labels()); }

  /// One epoch with these words; another label file is the first of them: "--labels", FILE.
  static testing::ProgramResult train(const std::string& study, std::vector<std::string> more) {
    auto words = small_->words("train", path(study));
    if (!more.empty() && more.front() == "--labels") {
      *std::next(std::find(words.begin(), words.end(), "--labels")) = more.at(1);
      more.erase(more.begin(), more.begin() + 2);
    }
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }
  static void expect_refused(int exit_code, const std::vector<std::string>& more,
                             const std::string& reason) {
    const auto refused = train("refused", more);
    EXPECT_EQ(refused.exit_code, exit_code) << reason;
    EXPECT_THAT(refused.err, HasSubstr(reason));
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    EXPECT_FALSE(fs::exists(path("refused"))) << reason;
  }
  static void write(const std::string& name, const std::string& text) {
    write_file_atomically(path(name), text);
  }
  /// Adds a grey picture.
  static void add_picture(const std::string& name, int width, int height) {
    write("faces/images/" + name,
          "P6 " + std::to_string(width) + " " + std::to_string(height) + " 255\n" +
              std::string(static_cast<std::size_t>(3 * width * height), '\x80'));
  }

 private:
  static inline SmallFaces* small_ = nullptr;
};

// tests/cli/config/task_choice_test.cc has the others.
TEST_F(FacesInput, WordsThatDoNotGoTogetherAreRefused) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"input=100"}, "take an input of 96 or 112 pixels"},
      {{"space.head=[dense, gap]"}, "space.head: the head gap is not for the task faces"},
      {{"train.loss=giou"}, "train.loss: the loss 'giou' has no term of scores"},
      {{"space.architectures=[squeezenet1_1]"}, "neck 'pyramid' needs maps"},
      {{"task=single", "fit=letterbox"}, "fit: only the task faces letterboxes images"}};
  for (const auto& [words, reason] : cases) expect_refused(2, words, reason);
}

TEST_F(FacesInput, APartWithoutAFaceIsRefused) {
  std::istringstream lines(labels());
  std::string ignored, folds, name;
  for (std::string line; std::getline(lines, line);) {
    const bool is_image = line.front() == '#';
    ignored += line + (is_image ? "\n" : " ignore\n");
    if (is_image && !name.empty()) folds += name + " 2\n";  // no face followed
    if (!is_image && !name.empty()) folds += name + " 1\n";
    name = is_image ? line.substr(2) : "";
  }
  if (!name.empty()) folds += name + " 2\n";
  write("ignored.txt", ignored);
  write("folds.txt", folds);
  const std::string by_folds = "data.folds=" + path("folds.txt");
  expect_refused(1, {"--labels", path("ignored.txt")}, "images for training shows a face that is");
  expect_refused(1, {by_folds, "data.validation_folds=[1]"}, "images for training shows a face");
  expect_refused(1, {by_folds, "data.validation_folds=[2]"}, "images for validation shows a face");
}

TEST_F(FacesInput, OddPicturesAreTrainedAndJudgedOn) {
  std::string all = labels() + "# crowd.ppm\n";
  for (int i = 0; i < 10'000; ++i) {
    const int x = 4 * (i % 100), y = 4 * (i / 100);
    all += std::to_string(x) + " " + std::to_string(y) + " " + std::to_string(x + 3) + " " +
           std::to_string(y + 3) + "\n";
  }
  all += "# thin.ppm\n1 100 7 120\n1 300 7 320\n# flat.ppm\n100 0 120 3\n";
  add_picture("crowd.ppm", 400, 400);
  add_picture("thin.ppm", 8, 2000);
  add_picture("flat.ppm", 2000, 3);
  write("odd.txt", all);
  for (const char* fit : {"letterbox", "stretch"}) {
    const std::string study = std::string("odd-") + fit;
    const auto trained = train(study, {"--labels", path("odd.txt"), std::string("fit=") + fit,
                                       "train.augmentation=strong"});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    const std::string model = path(study + "/best/model.onnx");
    const auto judged =
        run_efs({"eval", model, path(study + "/study.yaml"), "--part", "all", "--format", "json"});
    ASSERT_EQ(judged.exit_code, 0) << judged.err;
    EXPECT_GT(Json::parse(judged.out).at("faces"), 10'000);
    EXPECT_EQ(onnx::read_model_info(model).fit, fit);
    EXPECT_EQ(onnx::read_model_info(model).padding.empty(), std::string(fit) == "stretch");
  }
}

TEST_F(FacesInput, InputsNeedNotBeSquare) {
  const auto wide = train("wide", {"input=128x96"});
  ASSERT_EQ(wide.exit_code, 0) << wide.err;
  EXPECT_THAT(read_file(path("wide/study.yaml")), HasSubstr("input: 128x96\n"));
  const Json json = Json::parse(read_file(path("wide/best/model.json")));
  EXPECT_EQ(json.at("input_size"), Json({128, 96}));
  const auto evaluated =
      run_efs({"eval", path("wide/best/model.onnx"), path("wide/study.yaml"), "--format", "json"});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  EXPECT_EQ(Json::parse(evaluated.out).at("ap"), json.at("validation").at("ap"));

  const auto searched = run_efs(
      small().words("search", path("sizes"),
                    {"fit=stretch", "space.input=[96, 128x96]", "stages=[{epochs: 1, keep: 1}]"}));
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_THAT(read_file(path("sizes/study.yaml")), HasSubstr("input: [96, 128x96]"));
  EXPECT_THAT(read_file(path("sizes/leaderboard.csv")), HasSubstr(",128x96\n"));
  const auto resumed = run_efs({"search", "--study", path("sizes"), "--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
}

}  // namespace
}  // namespace efs
