#include "data/labels/detections_file.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/rng.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<ImageDetections> read(const std::string& text) {
  return read_detections(text, "found");
}

std::string refusal(const std::string& text) {
  return message_of([&] { read(text); });
}

TEST(DetectionsFile, ReadsLinesInAnyOrderOfTheImages) {
  const auto images = read("b.jpg 0.9 1 2 30 40.5\r\n\na.jpg -3 5 6 7 8\n./b.jpg 1e300 0 0 1 1\n");
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].image_id, "b.jpg");
  EXPECT_EQ(images[0].line, 1);
  ASSERT_EQ(images[0].detections.size(), 2U);
  EXPECT_EQ(images[0].detections[0].box, (detect::Box{1, 2, 30, 40.5}));
  EXPECT_EQ(images[0].detections[0].score, 0.9);
  EXPECT_EQ(images[0].detections[1].score, 1e300);
  EXPECT_EQ(images[1].image_id, "a.jpg");
  EXPECT_EQ(images[1].line, 3);
  EXPECT_EQ(images[1].detections[0].score, -3.0);
}

TEST(DetectionsFile, ThePathIsAllBeforeTheLastFiveWords) {
  for (const std::string line :
       {"my photos/a  1.jpg 0.5 1 2 30 40", "my photos/a  1.jpg\t0.5\t1\t2\t30\t40",
        "  my photos/a  1.jpg \t 0.5 1 2\t30 40  "}) {
    const auto images = read(line);
    ASSERT_EQ(images.size(), 1U) << line;
    EXPECT_EQ(images[0].image_id, "my photos/a  1.jpg") << line;
  }
  EXPECT_EQ(read("a,b.jpg 0.5 1 2 30 40\n")[0].image_id, "a,b.jpg");
  EXPECT_EQ(read("a,b.jpg 5e20 1 2 30 40\n")[0].image_id, "a,b.jpg");
}

TEST(DetectionsFile, ReadsCsvByItsHeader) {
  for (const std::string text :
       {"image_id,x1,y1,x2,y2,score\na.jpg,1,2,30,40,0.5\n\n\"b, c.jpg\",1,2,3,4,2\n",
        "\xef\xbb\xbfimage_id,x1,y1,x2,y2,score\r\na.jpg,1,2,30,40,0.5\r\n\"b, c.jpg\",1,2,3,4,2",
        "\n Score , X1,y1,x2,y2,\"image_id\"\n0.5, 1 ,2,30,40,a.jpg\n2,1,2,3,4,\"b, c.jpg\"\n"}) {
    const auto images = read(text);
    ASSERT_EQ(images.size(), 2U) << text;
    EXPECT_EQ(images[0].image_id, "a.jpg");
    EXPECT_EQ(images[0].detections[0].box, (detect::Box{1, 2, 30, 40}));
    EXPECT_EQ(images[0].detections[0].score, 0.5);
    EXPECT_EQ(images[1].image_id, "b, c.jpg");
    EXPECT_EQ(images[1].detections[0].score, 2.0);
  }
  EXPECT_THAT(read("image_id,x1,y1,x2,y2,score\n"), IsEmpty());
}

TEST(DetectionsFile, RefusesBrokenLines) {
  for (const std::string line :
       {"a.jpg 1 2 3 4", "a.jpg", "0.5 1 2 3 4", "a.jpg nan 1 2 3 4", "a.jpg inf 1 2 3 4",
        "a.jpg 1e999 1 2 3 4", "a.jpg 0.5 1 2 nan 4", "a.jpg 0.5 1 -inf 3 4", "a.jpg 0.5 1 2 3 x",
        "a.jpg 0.5 1 2 3 4 face", "a\x01.jpg 0.5 1 2 3 4"}) {
    EXPECT_THAT(refusal("ok.jpg 0.5 1 2 30 40\n" + line + "\n"), StartsWith("found:2: ")) << line;
  }
  EXPECT_THAT(refusal("a.jpg 0.5 30 2 3 40\n"), AllOf(StartsWith("found:1: "), HasSubstr("width")));
  EXPECT_THAT(refusal("a.jpg 0.5 3 40 30 4\n"), StartsWith("found:1: "));
  EXPECT_EQ(refusal("a.jpg 0.5 30 40 30 40\n"), "no error");  // empty, not inverted
}

TEST(DetectionsFile, RefusesBrokenCsv) {
  const std::string header = "image_id,x1,y1,x2,y2,score\n";
  for (const std::string row :
       {"a.jpg,1,2,30,40", "a.jpg,1,2,30,40,0.5,7", "a.jpg,1,2,30,40,nan", "a.jpg,1,2,30,,0.5",
        "a.jpg,1,2,0,40,0.5", ",1,2,30,40,0.5", "\"a.jpg,1,2,30,40,0.5", "a.jpg 0.5 1 2 30 40"}) {
    EXPECT_THAT(refusal(header + row + "\n"), StartsWith("found:2: ")) << row;
  }
  // What efs predict writes of one face has no score.
  EXPECT_THAT(refusal("image_id,x1,y1,x2,y2\na.jpg,1,2,30,40\n"),
              AllOf(StartsWith("found:1: "), HasSubstr("'score' is missing")));
  EXPECT_THAT(refusal("a.jpg,1,2,30,40,0.5\n"), StartsWith("found:1: "));
  EXPECT_THAT(refusal("image_id,x1,y1,x2,y2,score,class\na.jpg,1,2,30,40,0.5,cat\n"),
              StartsWith("found:1: "));
  EXPECT_THAT(refusal("image_id,x1,y1,x2,y2,score,score\n"), StartsWith("found:1: "));
}

TEST(DetectionsFile, RefusesSharesOfTheImageAndNothingAtAll) {
  EXPECT_THAT(refusal("a.jpg 0.5 0.1 0.2 0.3 0.4\nb.jpg 0.5 0 0 1 1\n"), HasSubstr("write pixels"));
  EXPECT_THAT(refusal(" \n\r\n"), HasSubstr("found: the file is empty"));
}

TEST(DetectionsFile, ReadsManyLinesOfOneImage) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += fmt::format("a.jpg {} {} 0 {} 20\n", i, i, i + 10);
  const auto images = read(text);
  ASSERT_EQ(images.size(), 1U);
  ASSERT_EQ(images[0].detections.size(), 10'000U);
  EXPECT_EQ(images[0].detections[9'999].score, 9'999.0);
}

TEST(DetectionsFile, BothFormsSayTheSame) {
  Rng rng(5);
  std::string lines, csv = "image_id,score,x1,y1,x2,y2\n";
  for (int i = 0; i < 300; ++i) {
    const auto path = fmt::format("folder {}/{}.jpg", rng.integer(0, 3), rng.integer(0, 20));
    const double x = rng.uniform(-10, 300), y = rng.uniform(-10, 300);
    const auto numbers = {rng.uniform(-5, 5), x, y, x + rng.uniform(0, 100),
                          y + rng.uniform(0, 90)};
    lines += fmt::format("{} {}\n", path, fmt::join(numbers, " "));
    csv += fmt::format("{},{}\n", path, fmt::join(numbers, ","));
  }
  const auto a = read(lines), b = read(csv);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].image_id, b[i].image_id);
    ASSERT_EQ(a[i].detections.size(), b[i].detections.size());
    for (std::size_t j = 0; j < a[i].detections.size(); ++j) {
      EXPECT_EQ(a[i].detections[j].box, b[i].detections[j].box);
      EXPECT_EQ(a[i].detections[j].score, b[i].detections[j].score);
    }
  }
}

TEST(DetectionsFile, NamesAFileThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { read_detections_file(folder / "gone.txt"); }),
              HasSubstr("gone.txt"));
}

}  // namespace
}  // namespace efs::data
