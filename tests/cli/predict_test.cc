// efs predict: which images it takes, and where it writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;
namespace fs = std::filesystem;

class Predict : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = new TemporaryFolder;
    ASSERT_EQ(
        run_efs({"data", "synth", (*shared_ / "faces").string(), "--images", "4", "--side", "64"})
            .exit_code,
        0);
    ASSERT_EQ(
        run_efs({"export", "--arch", "squeezenet1_1", "--input", "64", "--out", model()}).exit_code,
        0);
  }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }
  static std::string model() { return (*shared_ / "model.onnx").string(); }
  static std::string photograph(int number) {
    return read_file(*shared_ / "faces" / "images" / ("00000" + std::to_string(number) + ".jpg"));
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void put(const std::string& name, int number) const {
    write_file_atomically(folder_ / name, photograph(number));
  }
  /// Runs in the folder of the test.
  testing::ProgramResult predict(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"predict", model()});
    return run_efs(arguments, folder_.path());
  }
  static std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }

  TemporaryFolder folder_;

 private:
  static TemporaryFolder* shared_;
};

TemporaryFolder* Predict::shared_ = nullptr;

TEST_F(Predict, WritesNoOverlayOverAPhotograph) {
  for (int i = 0; i < 3; ++i) put("p/" + std::to_string(i) + ".jpg", i);
  fs::create_directory_symlink("p", folder_ / "link");
  fs::create_directory(folder_ / "hard");
  fs::create_hard_link(folder_ / "p/0.jpg", folder_ / "hard/0.jpg");
  for (const std::string& overlay : {"p", "./p/../p", "link", "hard"}) {
    const auto result = predict({"p/0.jpg", "p/1.jpg", "p/2.jpg", "--overlay", overlay});
    EXPECT_EQ(result.exit_code, 1) << overlay;
    EXPECT_THAT(result.err, HasSubstr("would be written over")) << overlay;
    EXPECT_EQ(result.out, "") << overlay;
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(read_file(folder_ / ("p/" + std::to_string(i) + ".jpg")), photograph(i));
  }
}

TEST_F(Predict, WritesNoOverlayOverAFileThatItDidNotDraw) {
  put("p/a.jpg", 0);
  put("mine/a.jpg", 1);
  const auto result = predict({"p", "--overlay", "mine"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("mine/a.jpg exists"), HasSubstr("--overlay")));
  EXPECT_EQ(read_file(folder_ / "mine/a.jpg"), photograph(1));
  // What it drew itself it draws again.
  ASSERT_EQ(predict({"p", "--overlay", "ov"}).exit_code, 0);
  EXPECT_EQ(predict({"p", "--overlay", "ov"}).exit_code, 0);
}

TEST_F(Predict, OverlaysKeepThePathBelowTheNamedFolder) {
  put("p/a.jpg", 0);
  put("p/sub/a.jpg", 1);
  put("p/sub/b.png", 2);  // a JPEG by its bytes
  const auto result = predict({"./p", "--overlay", "ov"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  for (const char* name : {"ov/a.jpg", "ov/sub/a.jpg", "ov/sub/b.png.jpg"}) {
    EXPECT_TRUE(fs::exists(folder_ / name)) << name;
  }
  EXPECT_EQ(lines(result.out), 4);
}

TEST_F(Predict, TwoImagesWithOneOverlayAreRefusedBeforeTheFirstIsRead) {
  put("m/a.png.jpg", 0);
  put("m/a.png", 1);
  const auto result = predict({"m", "--overlay", "ov"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("m/a.png "), HasSubstr("m/a.png.jpg"),
                                HasSubstr("would both be drawn as ov/a.png.jpg")));
  EXPECT_EQ(result.out, "");
  EXPECT_FALSE(fs::exists(folder_ / "ov"));
}

TEST_F(Predict, AnOverlayThatCannotBeWrittenIsAFailureOfItsOwn) {
  const std::string name(248, 'x');
  // With ".jpg" behind it longer than a name may be.
  std::ofstream(path(name + ".png"), std::ios::binary) << photograph(0);
  put("b.jpg", 1);
  const auto result = predict({name + ".png", "b.jpg", "--overlay", "ov"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(lines(result.out), 3) << result.out;
  EXPECT_THAT(result.err, AllOf(HasSubstr("no picture of"), HasSubstr("the boxes are complete")));
  EXPECT_TRUE(fs::exists(folder_ / "ov/b.jpg"));
}

TEST_F(Predict, ASecondRunDoesNotPredictOnOverlays) {
  put("p/a.jpg", 0);
  ASSERT_EQ(predict({"p", "--overlay", "p/boxes"}).exit_code, 0);
  const auto again = predict({"p"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(lines(again.out), 2);
  EXPECT_THAT(again.err, HasSubstr("left out 1 pictures that efs drew"));
  EXPECT_EQ(predict({"p/boxes"}).exit_code, 1);
}

TEST_F(Predict, HiddenFilesAreLeftOutAndNoOverlayIsHidden) {
  put("p/a.jpg", 0);
  put("p/._a.jpg", 1);
  put("p/.thumbnails/b.jpg", 1);
  const auto result = predict({"p", "--overlay", "ov"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(lines(result.out), 2);
  EXPECT_THAT(result.err, HasSubstr("2 hidden"));
  ASSERT_EQ(predict({"p/._a.jpg", "--overlay", "named"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "named/_._a.jpg"));
}

TEST_F(Predict, AnImageThatIsNamedTwiceIsAnsweredOnce) {
  put("p/a.jpg", 0);
  const auto result = predict({"p", "p/a.jpg", "./p/../p/a.jpg"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(lines(result.out), 2);
  EXPECT_THAT(result.err, HasSubstr("named more than once"));
}

TEST_F(Predict, TheTableReplacesNothing) {
  put("a.jpg", 0);
  write_file_atomically(folder_ / "labels.csv", "mine");
  fs::create_symlink("labels.csv", folder_ / "link.csv");
  for (const char* csv : {"a.jpg", "labels.csv", "link.csv", "."}) {
    const auto result = predict({"a.jpg", "--csv", csv});
    EXPECT_EQ(result.exit_code, 1) << csv;
    EXPECT_THAT(result.err, AllOf(HasSubstr("exists"), HasSubstr("--csv"))) << csv;
  }
  EXPECT_EQ(read_file(folder_ / "a.jpg"), photograph(0));
  EXPECT_EQ(read_file(folder_ / "labels.csv"), "mine");
}

TEST_F(Predict, LinksToFoldersAreFollowedOnce) {
  put("p/a.jpg", 0);
  put("elsewhere/b.jpg", 1);
  fs::create_directory_symlink("../elsewhere", folder_ / "p/more");
  fs::create_directory_symlink("..", folder_ / "p/up");
  fs::create_symlink("loop", folder_ / "p/loop");
  const auto result = predict({"p"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(lines(result.out), 3) << result.out;
  EXPECT_THAT(result.out, HasSubstr("p/more/b.jpg"));
}

TEST_F(Predict, WhatIsNoImageIsNamedAndTheRestAnswered) {
  put("p/a.jpg", 0);
  ASSERT_EQ(::mkfifo(path("p/pipe.jpg").c_str(), 0600), 0);
  write_file_atomically(folder_ / "p/IMG_1.HEIC", std::string("\0\0\0\x18"
                                                              "ftypheic",
                                                              12));
  write_file_atomically(folder_ / "p/c.gif", "GIF89a");
  fs::create_symlink("gone", folder_ / "p/broken.jpg");
  const auto result = predict({"p", "/dev/zero"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(lines(result.out), 2);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("pipe.jpg"), HasSubstr("IMG_1.HEIC: HEIC: "), HasSubstr("a GIF"),
                    HasSubstr("broken.jpg"), HasSubstr("/dev/zero"), HasSubstr("5 images")));
}

TEST_F(Predict, FindsPhotographsOfTelephones) {
  const std::string files = EFS_SOURCE_DIR "/tests/fuzz/images/";
  for (const auto& [file, name] :
       {std::pair{"turned.heic", "IMG_2.HEIC"}, {"plain.avif", "c.avif"}}) {
    write_file_atomically(folder_ / "p" / name, read_file(files + file));
  }
  const auto result = predict({"p"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("p/IMG_2.HEIC"), HasSubstr("p/c.avif")));
}

TEST_F(Predict, SaysNothingThatLibrariesSay) {
  const std::string whole = photograph(0);
  // Zeros in the middle of the data: libjpeg warns, and goes on.
  std::string damaged = whole;
  std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2), 40, '\xff');
  write_file_atomically(folder_ / "damaged.jpg", damaged);
  write_file_atomically(
      folder_ / "cut.png",
      std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x10\x08\x02", 26));
  const auto result = predict({"damaged.jpg", "cut.png"});
  EXPECT_THAT(result.err, AllOf(HasSubstr("cut.png: truncated PNG"), Not(HasSubstr("libpng")),
                                Not(HasSubstr("Corrupt JPEG data:")), Not(HasSubstr("imdecode"))));
}

}  // namespace
}  // namespace efs
