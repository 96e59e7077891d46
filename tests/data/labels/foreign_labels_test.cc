#include "data/labels/foreign_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "data/labels/label_formats.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ForeignLabels, AreNamedWithTheCure) {
  const std::pair<std::string, const char*> cases[] = {
      {std::string("a\0,\0"
                   "1\0",
                   6),
       "UTF-16 text without its mark"},
      {"PK\x03\x04 and so on", "Excel"},
      {"[{\"a\": 1}]", "JSON"},
      {"[{\"image\": \"a.jpg\", \"annotations\": [{\"coordinates\": {\"x\": 1}}]}]", "CreateML"},
      {"[{\"id\": 1, \"label\": [{\"original_width\": 9}]}]", "Label Studio"},
      {"{\"categories\": {\"label\": {}}, \"items\": [{\"annotations\": [{\"label_id\": 0}]}]}",
       "Datumaro"},
      {"{\"objects\": [{\"geometryType\": \"rectangle\"}]}", "Supervisely"},
      {"#filename,file_size,region_shape_attributes\na.jpg,1,\"{}\"\n", "CSV of the VGG"},
      {"<?xml version='1.0'?><dataset><images><image file='a.jpg'><box top='1'/></image></images>"
       "</dataset>",
       "imglab"},
      {"<html></html>", "XML or HTML"},
      {"a.jpg 2 1 2 3 4 5 6 7 8\nb.jpg 0\n", "cascades"},
      {"Face 0.00 0 0.0 1 2 3 4 0 0 0 0 0 0 0\n", "KITTI"},
      {"version https://git-lfs.github.com/spec/v1\n", "Git LFS"},
      {"a.jpg 21,31,55,73,0\n", "keras-yolo3"},
      {"0 320 240 64 64\n", "YOLO's text with pixels"},
      {"0,0.5,0.5,0.25,0.5\n", "YOLO's text with commas"},
      {"face 0.5 0.5 0.25 0.5\n", "the names of classes"},
      {"image_id x1 y1 x2 y2\na.jpg 1 2 3 4\n", "blanks"},
  };
  for (const auto& other : cases) {
    EXPECT_THAT(error_message([&] { detect_label_format(other.first, "l.txt"); }),
                AllOf(HasSubstr("l.txt: this looks like"), HasSubstr(other.second)))
        << other.second;
  }
}

TEST(ForeignLabels, CommentsAndRepeatedSuffixesInOurFormatAreNamed) {
  EXPECT_THAT(error_message([] {
                label_format("edgefacesearch")
                    .read("# a.jpg\n1 2 3 4\n# labels by me\n",
                          {.name = "l.txt", .group_column = ""});
              }),
              AllOf(HasSubstr("l.txt:3"), HasSubstr("labels by me"), HasSubstr("no comments")));
}

TEST(CsvLabels, EveryFieldMayBeQuoted) {
  const Labels labels = label_format("csv").read(
      "\"image_id\",\"x1\",\"y1\",\"x2\",\"y2\"\r\n\"a,b.jpg\",\"21\", \"31\" ,55,\"73\"\r\n",
      {.name = "l.csv", .group_column = ""});
  const auto& images = labels.images;
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].image_id, "a,b.jpg");
  EXPECT_EQ(images[0].faces[0], (detect::Box{21, 31, 55, 73}));
}

}  // namespace
}  // namespace efs::data
