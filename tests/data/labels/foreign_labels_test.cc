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
      {std::string("\xff\xfe"
                   "a\0,\0",
                   6),
       "UTF-16 text"},
      {std::string("a\0,\0"
                   "1\0",
                   6),
       "UTF-16 text without its mark"},
      {"PK\x03\x04 and so on", "Excel"},
      {" {\"images\": [], \"annotations\": []}", "COCO's JSON"},
      {"{\"version\": \"5\", \"shapes\": []}", "LabelMe's JSON"},
      {"[{\"a\": 1}]", "JSON"},
      {"<annotation><folder/></annotation>", "Pascal VOC's XML"},
      {"<?xml version=\"1.0\"?>\n<annotations><version/></annotations>", "CVAT's XML"},
      {"a.jpg,1,2,3,4\rb.jpg,1,2,3,4\r", "CR alone"},
      {"0--Parade/a.jpg\n1\n449 330 122 149 0 0 0 0 0 0\n", "WIDER FACE"},
      {"2\nimage_id x_1 y_1 width height\n1.jpg 95 71 226 313\n", "CelebA"},
      {"a.jpg 21,31,55,73,0\n", "keras-yolo3"},
      {"0 0.5 0.5 0.25 0.25\n", "YOLO's labels of one image"},
      {"image_id x1 y1 x2 y2\na.jpg 1 2 3 4\n", "blanks or tabs"},
      {"image_id;x1;y1;x2;y2\na.jpg;1;2;3;4\n", "';'"},
  };
  for (const auto& other : cases) {
    EXPECT_THAT(error_message([&] { refuse_foreign_labels(other.first, "l.txt"); }),
                AllOf(HasSubstr("l.txt: this looks like"), HasSubstr(other.second)))
        << other.second;
  }
}

TEST(ForeignLabels, OursAreNot) {
  for (const char* text :
       {"# a.jpg\n1 2 3 4\n", "a.jpg\n1\n10 8 0 5 5 1\n", "a.jpg,1,2,3,4\r\nb.jpg,1,2,3,4\r\n",
        "\"a b\",1,2,3,4\n", "", "a b.jpg,1,2,3,4\n", "a/img_1\n0\nb/img_2\n1\n10 8 0 5 5 1\n"}) {
    EXPECT_NO_THROW(refuse_foreign_labels(text, "l.txt")) << text;
  }
}

TEST(ForeignLabels, CommentsAndRepeatedSuffixesInOurFormatAreNamed) {
  EXPECT_THAT(error_message([] {
                label_format("edgefacesearch").read("# a.jpg\n1 2 3 4\n# labels by me\n", "l.txt");
              }),
              AllOf(HasSubstr("l.txt:3"), HasSubstr("labels by me"), HasSubstr("no comments")));
}

TEST(CsvLabels, EveryFieldMayBeQuoted) {
  const auto images = label_format("csv").read(
      "\"image_id\",\"x1\",\"y1\",\"x2\",\"y2\"\r\n\"a,b.jpg\",\"21\", \"31\" ,55,\"73\"\r\n",
      "l.csv");
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].image_id, "a,b.jpg");
  EXPECT_EQ(images[0].faces[0], (detect::Box{21, 31, 55, 73}));
}

}  // namespace
}  // namespace efs::data
