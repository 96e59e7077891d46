#include "data/labels/label_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<LabelledImage> read(const std::string& format, const std::string& text) {
  return label_format(format).read(text, {.name = "labels", .group_column = ""}).images;
}

std::string refusal(const std::string& format, const std::string& text) {
  return error_message([&] { read(format, text); });
}

TEST(EdgeFaceSearchLabels, ReadsImagesWithTheirFaces) {
  const auto images =
      read("edgefacesearch", "# a/b c.jpg\r\n1 2 3.5 4e1\r\n\r\n5 6 7 8\r\n# none.jpg\r\n");
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].image_id, "a/b c.jpg");
  EXPECT_EQ(images[0].place, 1);
  ASSERT_EQ(images[0].faces.size(), 2U);
  EXPECT_EQ(images[0].faces[0], (detect::Box{1, 2, 3.5, 40}));
  EXPECT_EQ(images[0].faces[1], (detect::Box{5, 6, 7, 8}));
  EXPECT_EQ(images[1].image_id, "none.jpg");
  EXPECT_EQ(images[1].place, 5);
  EXPECT_TRUE(images[1].faces.empty());
}

TEST(EdgeFaceSearchLabels, ReadsRegionsToIgnore) {
  const auto images = read("edgefacesearch",
                           "# a.jpg\n1 2 3 4\n5 6 7 8  ignore\n9 9 10 10\n"
                           "# b.jpg\n0 0 5 5 ignore\n# comment without a suffix\n1 1 2 2 ignore\n");
  ASSERT_EQ(images.size(), 3U);
  EXPECT_THAT(images[0].faces, ElementsAre(detect::Box{1, 2, 3, 4}, detect::Box{9, 9, 10, 10}));
  EXPECT_THAT(images[0].ignored, ElementsAre(detect::Box{5, 6, 7, 8}));
  EXPECT_TRUE(images[1].faces.empty());
  EXPECT_THAT(images[1].ignored, ElementsAre(detect::Box{0, 0, 5, 5}));
}

TEST(EdgeFaceSearchLabels, RefusesWithFileLineRuleAndCure) {
  const std::string message = refusal("edgefacesearch", "# a.jpg\n1 2 3 4\nrubbish\n");
  EXPECT_THAT(message, StartsWith("labels:3: "));
  EXPECT_THAT(message, HasSubstr("xmin ymin xmax ymax"));
  EXPECT_THAT(message, HasSubstr("rubbish"));
  EXPECT_THAT(message, HasSubstr("; correct or remove"));
}

TEST(EdgeFaceSearchLabels, RefusesEveryKindOfGarbage) {
  for (const std::string line :
       {"1 2 3", "1 2 3 4 5", "1 2 3 x", "1 2 1e999 4", "1,2,3,4", "0x10 1 2 3", "1 2 3 4;",
        "1 2 3 4 Ignore", "1 2 3 ignore", "ignore", "1 2 3 4 ignore 1", "1 2 3 x ignore"}) {
    EXPECT_THAT(refusal("edgefacesearch", "# a.jpg\n" + line), StartsWith("labels:2: ")) << line;
  }
  EXPECT_THAT(refusal("edgefacesearch", "1 2 3 4\n"), StartsWith("labels:1: "));
  EXPECT_THAT(refusal("edgefacesearch", "# a.jpg\n#  \n"), StartsWith("labels:2: "));
  EXPECT_THAT(refusal("edgefacesearch", std::string("# a\0b.jpg\n", 10)), HasSubstr("\\x00"));
}

TEST(FddbLabels, ReadsEllipsesAsTheirExtent) {
  const auto images = read("fddb",
                           "2002/08/11/big/img_591\n1\n"
                           "30 20 1.5707963267948966 50 60 1\n"
                           "x.png\n2\n4 2 0 10 10  1\n4 2 0.7853981633974483 0 0 1\nempty\n0\n");
  ASSERT_EQ(images.size(), 3U);
  EXPECT_EQ(images[0].image_id, "2002/08/11/big/img_591.jpg");
  EXPECT_NEAR(images[0].faces[0].xmin, 30, 1e-9);
  EXPECT_NEAR(images[0].faces[0].ymin, 30, 1e-9);
  EXPECT_NEAR(images[0].faces[0].xmax, 70, 1e-9);
  EXPECT_NEAR(images[0].faces[0].ymax, 90, 1e-9);
  EXPECT_EQ(images[1].image_id, "x.png");
  EXPECT_EQ(images[1].faces.size(), 2U);
  EXPECT_NEAR(images[1].faces[1].xmax, std::sqrt(10.0), 1e-9);
  EXPECT_EQ(images[2].image_id, "empty.jpg");
  EXPECT_TRUE(images[2].faces.empty());
}

TEST(FddbLabels, RefusesBrokenLists) {
  EXPECT_THAT(refusal("fddb", "a\nmany\n"), StartsWith("labels:2: "));
  EXPECT_THAT(refusal("fddb", "a\n-1\n"), StartsWith("labels:2: "));
  EXPECT_THAT(refusal("fddb", "a\n"), HasSubstr("the end of the file"));
  EXPECT_THAT(refusal("fddb", "a\n2\n1 1 0 5 5 1\n"), HasSubstr("the end of the file"));
  EXPECT_THAT(refusal("fddb", "a\n2\n1 1 0 5 5 1\nb\n"), StartsWith("labels:4: "));
  EXPECT_THAT(refusal("fddb", "a\n1\n1 1 0 5 5\n"), StartsWith("labels:3: "));
  EXPECT_THAT(refusal("fddb", "a\n1\n0 1 0 5 5 1\n"), HasSubstr("positive radii"));
  EXPECT_THAT(refusal("fddb", "a\n1\nnan 1 0 5 5 1\n"), StartsWith("labels:3: "));
  EXPECT_THAT(refusal("fddb", "a\n999999999\n"), HasSubstr("the end of the file"));
  EXPECT_THAT(refusal("fddb", "a\n99999999999999999999\n"), StartsWith("labels:2: "));
}

TEST(CsvLabels, ReadsWithAndWithoutHeaderAndQuotes) {
  for (const std::string header : {"", "image_id,x1,y1,x2,y2\n", "\"image_id\",\"X1\",Y1,x2,y2\n",
                                   "name,xmin,ymin,xmax,ymax\r\n"}) {
    const auto images = read("csv", header + "a.jpg,1,2,3,4\n\"b,\"\"c\"\".jpg\", 5, 6 ,7,8.5\n" +
                                        "'d.jpg',1,1,2,2\na.jpg,9,9,10,10\n");
    ASSERT_EQ(images.size(), 3U) << header;
    EXPECT_EQ(images[0].image_id, "a.jpg");
    ASSERT_EQ(images[0].faces.size(), 2U);
    EXPECT_EQ(images[0].faces[1], (detect::Box{9, 9, 10, 10}));
    EXPECT_EQ(images[0].place, header.empty() ? 1 : 2);
    EXPECT_EQ(images[1].image_id, "b,\"c\".jpg");
    EXPECT_EQ(images[1].faces[0], (detect::Box{5, 6, 7, 8.5}));
    EXPECT_EQ(images[2].image_id, "d.jpg");
  }
}

TEST(CsvLabels, ReadsRegionsToIgnoreWhereTheHeaderNamesThem) {
  for (const std::string header :
       {"image_id,x1,y1,x2,y2,ignore\n", "n,XMIN,ymin,xmax,ymax,Ignore\n"}) {
    const auto images =
        read("csv", header + "a.jpg,1,2,3,4,0\na.jpg,5,6,7,8,1\na.jpg,9,9,10,10,\n");
    ASSERT_EQ(images.size(), 1U);
    EXPECT_THAT(images[0].faces, ElementsAre(detect::Box{1, 2, 3, 4}, detect::Box{9, 9, 10, 10}));
    EXPECT_THAT(images[0].ignored, ElementsAre(detect::Box{5, 6, 7, 8}));
  }
}

TEST(CsvLabels, ReadsImagesWithoutAFace) {
  for (const std::string text :
       {"a.jpg,,,,\nb.jpg,1,2,3,4\nc.jpg\n",
        "image_id,x1,y1,x2,y2\na.jpg\nb.jpg,1,2,3,4\n\"c.jpg\",,,,\n",
        "image_id,x1,y1,x2,y2,ignore\na.jpg,,,,,\nb.jpg,1,2,3,4,0\nc.jpg,,,,,0\n",
        "a.jpg\nb.jpg,1,2,3,4\n  c.jpg  \n"}) {
    const auto images = read("csv", text);
    ASSERT_EQ(images.size(), 3U) << text;
    EXPECT_TRUE(images[0].faces.empty());
    EXPECT_EQ(images[1].faces.size(), 1U);
    EXPECT_EQ(images[2].image_id, "c.jpg");
    EXPECT_TRUE(images[2].faces.empty());
  }
}

TEST(CsvLabels, RefusesAnImageWithAndWithoutAFace) {
  for (const std::string rows :
       {"a.jpg,,,,\na.jpg,1,2,3,4\n", "a.jpg,1,2,3,4\n./a.jpg\n", "a.jpg\na.jpg,,,,\n"}) {
    const std::string message = refusal("csv", "b.jpg,1,2,3,4\n" + rows);
    EXPECT_THAT(message, StartsWith("labels:3: "));
    EXPECT_THAT(message, HasSubstr("line 2"));
  }
}

TEST(CsvLabels, RefusesBrokenRowsOfTheColumnIgnore) {
  const std::string header = "image_id,x1,y1,x2,y2,ignore\n";
  for (const std::string row :
       {"a.jpg,1,2,3,4", "a.jpg,1,2,3,4,2", "a.jpg,1,2,3,4,maybe", "a.jpg,1,2,3,4,1,1",
        "a.jpg,,,,,1", "a.jpg,,,,", "a.jpg,1,,3,4,0"}) {
    EXPECT_THAT(refusal("csv", header + row), StartsWith("labels:2: ")) << row;
  }
  EXPECT_THAT(refusal("csv", header + "a.jpg,1,2,3,4,0\na.jpg,1,2,3,4,1\n"),
              AllOf(StartsWith("labels:3: "), HasSubstr("line 2")));
}

TEST(CsvLabels, RefusesBrokenRows) {
  for (const std::string row : {"b.jpg,1,2,3", "b.jpg,1,2,3,4,5", "b.jpg,1,2,3,x", ",1,2,3,4",
                                "\"b.jpg,1,2,3,4", "\"b\"x,1,2,3,4", "b.jpg,1,2,3,1e999", "b",
                                "image_id,x1,y1,x2,y2", "b.jpg,1,2,,", "\"\",1,2,3,4"}) {
    EXPECT_THAT(refusal("csv", "a.jpg,1,2,3,4\n" + row), StartsWith("labels:2: ")) << row;
  }
}

TEST(CsvLabels, RefusesColumnsThatNameNoBox) {
  for (const std::string header :
       {"image_id,x,y,area,score", "filename,file_size,region_count,region_id,attributes",
        "image_id,x1,y1,x2,width", "image,left,top,right,label"}) {
    EXPECT_THAT(refusal("csv", header + "\na.jpg,1,2,3,4\n"),
                AllOf(StartsWith("labels:1: "), HasSubstr("not those of an image and a box")))
        << header;
  }
}

TEST(CsvLabels, ReadsColumnsByTheirNames) {
  const std::pair<std::string, std::string> cases[] = {
      {"filename,width,height,class,xmin,ymin,xmax,ymax", "a.jpg,640,480,face,1,2,4,6"},
      {"image,x,y,w,h", "a.jpg,1,2,3,4"},
      {"image_id,x,y,width,height", "a.jpg,1,2,3,4"},
      {"ymin,xmin,ymax,xmax,image_path", "2,1,6,4,a.jpg"},
      {"image;x;y;w;h", "a.jpg;1,0;2,0;3;4"},
      {"image\tleft\ttop\tright\tbottom", "a.jpg\t1\t2\t4\t6"},
      {"\"Image Name\",\"Center X\",\"Center Y\",\"w\",\"h\"",
       "\"a.jpg\",\"2.5\",\"4\",\"3\",\"4\""},
  };
  for (const auto& [header, row] : cases) {
    const auto images = read("csv", "\xef\xbb\xbf" + header + "\r\n" + row + "\r\n");
    ASSERT_EQ(images.size(), 1U) << header;
    EXPECT_EQ(images[0].image_id, "a.jpg") << header;
    EXPECT_THAT(images[0].faces, ElementsAre(detect::Box{1, 2, 4, 6})) << header;
    EXPECT_EQ(images[0].faces[0].place, 2) << header;
  }
}

TEST(CsvLabels, ReadsSizesClassesAndGroups) {
  const Labels labels = label_format("csv").read(
      "filename,width,height,class,xmin,ymin,xmax,ymax,person\n"
      "a.jpg,640,480,face,1,2,3,4,ann\nb.jpg,640,480,,,,,,bob\n",
      {.name = "labels", .group_column = "person"});
  ASSERT_EQ(labels.images.size(), 2U);
  EXPECT_EQ(labels.images[0].stated_size, (ImageSize{640, 480}));
  EXPECT_EQ(labels.images[0].faces[0].label, "face");
  EXPECT_EQ(labels.images[0].group, "ann");
  EXPECT_EQ(labels.images[1].group, "bob");
  EXPECT_TRUE(labels.images[1].faces.empty());
  EXPECT_THAT(error_message([] {
                label_format("csv").read("image,x,y,w,h\na.jpg,1,2,3,4\n",
                                         {.name = "labels", .group_column = "person"});
              }),
              HasSubstr("no column 'person'"));
}

TEST(LabelReaders, ReadBoxesThatAreNotFinite) {
  for (const std::string format : {"csv", "edgefacesearch"}) {
    const bool csv = format == "csv";
    const auto images = read(format, csv ? "a.jpg,nan,2,3,inf\n" : "# a.jpg\nnan 2 3 inf\n");
    ASSERT_EQ(images.at(0).faces.size(), 1U);
    EXPECT_TRUE(std::isnan(images[0].faces[0].xmin));
    EXPECT_TRUE(std::isinf(images[0].faces[0].ymax));
  }
}

TEST(CsvLabels, RefusesTheSameRowTwiceWithBothLines) {
  const std::string message = refusal("csv", "a.jpg,1,2,3,4\nb.jpg,1,2,3,4\n./a.jpg,1,2,3,4\n");
  EXPECT_THAT(message, StartsWith("labels:3: "));
  EXPECT_THAT(message, HasSubstr("line 1"));
}

TEST(DetectLabelFormat, ByContent) {
  EXPECT_EQ(detect_label_format("\n# a.jpg\n1 2 3 4\n", "f").name, "edgefacesearch");
  EXPECT_EQ(detect_label_format("\xef\xbb\xbf# a.jpg\n", "f").name, "edgefacesearch");
  EXPECT_EQ(detect_label_format("a/b\r\n1\r\n1 2 3 4 5 1\r\n", "f").name, "fddb");
  EXPECT_EQ(detect_label_format("image_id,x1,y1,x2,y2\n", "f").name, "csv");
  EXPECT_EQ(detect_label_format("a.jpg,,,,\nb.jpg,1,2,3,4\n", "f").name, "csv");
  EXPECT_EQ(detect_label_format("# a.jpg\n1 2 3 4 ignore\n", "f").name, "edgefacesearch");
  EXPECT_EQ(detect_label_format("a/b\n0\n", "f").name, "fddb");
  EXPECT_EQ(detect_label_format("'a.jpg',1,2,3,4\n'b.jpg',1,2,3,4\n", "f").name, "csv");
}

TEST(DetectLabelFormat, RefusesWhatItDoesNotKnowAndListsWhatItKnows) {
  const std::string message =
      error_message([] { detect_label_format("some words\nand more\n", "f.json"); });
  EXPECT_THAT(message, StartsWith("f.json: "));
  for (const LabelFormat& format : label_formats()) EXPECT_THAT(message, HasSubstr(format.name));
  EXPECT_THAT(error_message([] { detect_label_format("\r\n \n", "f"); }), HasSubstr("empty"));
}

TEST(LabelFormats, AnUnknownNameGetsTheNearest) {
  EXPECT_THAT(error_message([] { label_format("fdbb"); }), HasSubstr("fddb"));
  EXPECT_THROW(label_format("fdbb"), UsageError);
}

}  // namespace
}  // namespace efs::data
