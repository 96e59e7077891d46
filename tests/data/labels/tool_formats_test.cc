// The formats of annotation tools and of public data sets: what each says, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "data/labels/label_formats.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using detect::Box;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Labels read(const std::string& format, const std::string& text) {
  return label_format(format).read(text, {.name = "labels", .group_column = ""});
}

std::vector<LabelledImage> images_of(const std::string& format, const std::string& text) {
  EXPECT_EQ(detect_label_format(text, "labels").name, format) << text;
  return read(format, text).images;
}

std::string refusal(const std::string& format, const std::string& text) {
  return error_message([&] { read(format, text); });
}

TEST(CocoLabels, ReadsBoxesOfImagesWhateverTheirIds) {
  const std::string text = R"({
    "info": {}, "images": [
      {"id": 7, "file_name": "b/b.jpg", "width": 640, "height": 480},
      {"id": "x", "file_name": "a.jpg"}, {"id": 1, "file_name": "none.jpg"}],
    "annotations": [
      {"id": 5, "image_id": "x", "category_id": 3, "bbox": [1, 2, 3, 4.5], "iscrowd": 0},
      {"id": 5, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": 1,
       "segmentation": [[1, 2, 3]]},
      {"id": 6, "image_id": 7, "category_id": 1, "bbox": [0, 0, 1, 1]}],
    "categories": [{"id": 3, "name": "face"}, {"id": 1, "name": "dog"}]})";
  const auto images = images_of("coco", text);
  ASSERT_EQ(images.size(), 3U);
  EXPECT_EQ(images[0].image_id, "b/b.jpg");
  EXPECT_EQ(images[0].stated_size, (ImageSize{640, 480}));
  EXPECT_THAT(images[0].faces, ElementsAre(Box{0, 0, 1, 1}));
  EXPECT_THAT(images[0].ignored, ElementsAre(Box{10, 20, 40, 60}));
  EXPECT_THAT(images[1].faces, ElementsAre(Box{1, 2, 4, 6.5}));
  EXPECT_EQ(images[1].faces[0].label, "3");
  EXPECT_EQ(images[1].faces[0].place, 1);
  EXPECT_TRUE(images[2].faces.empty());
  EXPECT_EQ(read("coco", text).class_names.at("3"), "face");
}

TEST(CocoLabels, RefusesWithThePlaceAndTheCure) {
  const std::string image = R"({"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [)";
  EXPECT_THAT(refusal("coco", image + R"({"image_id": 2, "bbox": [1, 2, 3, 4]}]})"),
              AllOf(StartsWith("labels, annotation 1: "), HasSubstr("no image with the id 2")));
  EXPECT_THAT(refusal("coco", image + R"({"image_id": 1, "bbox": [1, 2, 3]}]})"),
              HasSubstr("'bbox' is a list of four numbers"));
  EXPECT_THAT(refusal("coco", image + R"({"image_id": 1, "bbox": [1, 2, 3, null]}]})"),
              HasSubstr("four numbers"));
  EXPECT_THAT(refusal("coco", image + R"({"bbox": [1, 2, 3, 4]}]})"), HasSubstr("'image_id'"));
  EXPECT_THAT(refusal("coco", R"({"images": [{"id": 1, "file_name": "a.jpg"},
                                             {"id": 1, "file_name": "b.jpg"}], "annotations": []})"),
              AllOf(StartsWith("labels, image 2: "), HasSubstr("that of a.jpg")));
  EXPECT_THAT(refusal("coco", R"({"images": []})"), HasSubstr("no list 'annotations'"));
  EXPECT_THAT(refusal("coco", R"({"images": [3], "annotations": []})"), HasSubstr("'file_name'"));
  EXPECT_THAT(refusal("coco", R"({"images": [)"), HasSubstr("no JSON"));
}

TEST(YoloLabels, ReadsBoxesKeypointsAndOutlines) {
  const std::string text =
      "0 0.5 0.5 0.25 0.5\n"
      "1 0.5 0.5 0.25 0.5 0.4 0.4 0.6 0.4 0.5 0.5 0.45 0.6 -1 -1\n"  // five points in the box
      "0 0.5 0.5 0.25 0.5 0.4 0.4 2 0.6 0.4 2 0.5 0.5 1 0.4 0.6 0 0 0 0\n"
      "0 0.25 0.25 0.75 0.25 0.75 0.5 0.25 0.5\n";  // an outline
  const auto images = images_of("yolo", text);
  ASSERT_EQ(images.size(), 1U);
  EXPECT_TRUE(images[0].in_shares);
  EXPECT_THAT(images[0].faces,
              ElementsAre(Box{0.375, 0.25, 0.625, 0.75}, Box{0.375, 0.25, 0.625, 0.75},
                          Box{0.375, 0.25, 0.625, 0.75}, Box{0.25, 0.25, 0.75, 0.5}));
  EXPECT_EQ(images[0].faces[1].label, "1");
  EXPECT_EQ(images[0].faces[3].place, 4);
  EXPECT_TRUE(read("yolo", "\n \n").images.at(0).faces.empty());
}

TEST(YoloLabels, RefusesBrokenLines) {
  for (const std::string line : {"0 0.5 0.5 0.25", "face 0.5 0.5 0.2 0.2", "0 0.5 0.5 0.2 x",
                                 "0.5 0.5 0.5 0.2 0.2", "-1 0.5 0.5 0.2 0.2", "garbage"}) {
    EXPECT_THAT(refusal("yolo", "0 0.5 0.5 0.25 0.5\n" + line), StartsWith("labels:2: ")) << line;
  }
}

TEST(VocLabels, ReadsObjects) {
  const std::string text =
      "<annotation>\n<folder>x</folder><filename>a.jpg</filename>\n"
      "<size><width>640</width><height>480</height><depth>3</depth></size>\n"
      "<object><name>face</name><bndbox><ymin>2</ymin><xmin>1.5</xmin><xmax>10</xmax>"
      "<ymax>20</ymax></bndbox></object>\n"
      "<object><name>face</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2</ymin>"
      "<xmax>3</xmax><ymax>4</ymax></bndbox></object>\n</annotation>\n";
  const auto images = images_of("voc", "<?xml version=\"1.0\"?>\n" + text);
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].image_id, "a.jpg");
  EXPECT_EQ(images[0].stated_size, (ImageSize{640, 480}));
  EXPECT_THAT(images[0].faces, ElementsAre(Box{1.5, 2, 10, 20}));
  EXPECT_THAT(images[0].ignored, ElementsAre(Box{1, 2, 3, 4}));
  EXPECT_EQ(images[0].faces[0].label, "face");
  EXPECT_EQ(images[0].faces[0].place, 5);
}

TEST(VocLabels, RefusesBrokenXml) {
  EXPECT_THAT(refusal("voc", "<annotation>\n<object>\n<name>face</name></object></annotation>"),
              AllOf(StartsWith("labels:2: "), HasSubstr("<bndbox>")));
  EXPECT_THAT(
      refusal("voc", "<annotation><object><bndbox><xmin>a</xmin></bndbox></object></annotation>"),
      HasSubstr("no number 'xmin'"));
  EXPECT_THAT(refusal("voc", "<annotation>\n\n<object>"), HasSubstr("no well-formed XML"));
  EXPECT_THAT(refusal("voc", "<html></html>"), HasSubstr("<html>"));
  EXPECT_THAT(refusal("voc", ""), HasSubstr("labels:1"));
}

TEST(CvatLabels, ReadsShapesOfImages) {
  const std::string text =
      "<annotations><version>1.1</version>\n"
      "<image id=\"0\" name=\"a b/1.jpg\" width=\"100\" height=\"80\">\n"
      "<box label=\"face\" occluded=\"0\" xtl=\"1\" ytl=\"2\" xbr=\"3.5\" ybr=\"4\"/>\n"
      "<box label=\"face\" xtl=\"10\" ytl=\"10\" xbr=\"30\" ybr=\"20\" rotation=\"90\"/>\n"
      "<polygon label=\"head\" points=\"5,6;9,6;7.5,12\"/>\n"
      "<ellipse label=\"face\" cx=\"50\" cy=\"40\" rx=\"10\" ry=\"20\"/>\n"
      "<points label=\"eye\" points=\"5,6\"/></image>\n"
      "<image id=\"1\" name=\"none.jpg\" width=\"100\" height=\"80\"/></annotations>";
  const auto images = images_of("cvat", text);
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].image_id, "a b/1.jpg");
  ASSERT_EQ(images[0].faces.size(), 4U);
  EXPECT_EQ(images[0].faces[0], (Box{1, 2, 3.5, 4}));
  EXPECT_NEAR(images[0].faces[1].xmin, 15, 1e-9);
  EXPECT_NEAR(images[0].faces[1].ymax, 25, 1e-9);
  EXPECT_EQ(images[0].faces[2], (Box{5, 6, 9, 12}));
  EXPECT_EQ(images[0].faces[2].label, "head");
  EXPECT_EQ(images[0].faces[3], (Box{40, 20, 60, 60}));
  EXPECT_EQ(images[0].faces[2].place, 5);
  EXPECT_EQ(images[1].stated_size, (ImageSize{100, 80}));
  EXPECT_THAT(refusal("cvat", "<annotations>\n<track id=\"0\"></track></annotations>"),
              AllOf(StartsWith("labels:2: "), HasSubstr("CVAT for images")));
  EXPECT_THAT(
      refusal("cvat", "<annotations><image name=\"a\"><box xtl=\"1\"/></image></annotations>"),
      HasSubstr("no number 'ytl'"));
}

TEST(LabelmeLabels, ReadsShapes) {
  const std::string text = R"({"version": "5.0", "flags": {}, "shapes": [
      {"label": "face", "points": [[10, 20], [3, 4]], "shape_type": "rectangle"},
      {"label": "head", "points": [[1, 1], [5, 2], [3, 9]], "shape_type": "polygon"},
      {"label": "face", "points": [[10, 10], [13, 14]], "shape_type": "circle"},
      {"label": "eye", "points": [[3, 3]], "shape_type": "point"}],
    "imagePath": "..\\photos\\a.jpg", "imageData": "AAAA", "imageHeight": 480, "imageWidth": 640})";
  const auto images = images_of("labelme", text);
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].image_id, "../photos/a.jpg");
  EXPECT_THAT(images[0].faces, ElementsAre(Box{3, 4, 10, 20}, Box{1, 1, 5, 9}, Box{5, 5, 15, 15}));
  EXPECT_EQ(images[0].stated_size, (ImageSize{640, 480}));
  EXPECT_THAT(refusal("labelme", R"({"shapes": [{"label": "f", "points": [[1, "a"]]}]})"),
              AllOf(StartsWith("labels, shape 1: "), HasSubstr("pairs of numbers")));
  EXPECT_THAT(refusal("labelme", R"({"shapes": [{"label": "f", "points": 3}]})"),
              HasSubstr("'points'"));
}

TEST(WiderFaceLabels, ReadsFacesAndTheDummyLine) {
  const auto images = images_of("wider_face",
                                "0--Parade/a b.jpg\n2\n449 330 122 149 0 0 0 0 0 0\n"
                                "1 2 3 4 2 0 0 1 0 0 \nb.jpg\n0\n0 0 0 0 0 0 0 0 0 0 \nc.jpg\n0\n"
                                "d.jpg\n1\n5 6 0 8 0 0 0 0 0 0\n");
  ASSERT_EQ(images.size(), 4U);
  EXPECT_EQ(images[0].image_id, "0--Parade/a b.jpg");
  EXPECT_THAT(images[0].faces, ElementsAre(Box{449, 330, 571, 479}));
  EXPECT_THAT(images[0].ignored, ElementsAre(Box{1, 2, 4, 6}));
  EXPECT_EQ(images[0].ignored[0].place, 4);
  EXPECT_TRUE(images[1].faces.empty());
  EXPECT_EQ(images[2].image_id, "c.jpg");
  EXPECT_EQ(images[3].faces[0].width(), 0.0);
  EXPECT_THAT(refusal("wider_face", "a.jpg\n2\n1 2 3 4 0 0 0 0 0 0\nb.jpg\n"),
              StartsWith("labels:4: "));
  EXPECT_THAT(refusal("wider_face", "a.jpg\n1\n1 2 3 4 0 0 0\n"), HasSubstr("ten numbers"));
  EXPECT_THAT(refusal("wider_face", "a.jpg\nmany\n"), StartsWith("labels:2: "));
}

TEST(RetinafaceLabels, ReadsSizesLandmarksAndCorners) {
  const std::string landmarks = " 12 13 0 18 13 0 15 16 0 12 20 0 18 20 0";
  const auto retinaface =
      images_of("retinaface", "# 0--Parade/a b.jpg\n10 11 10 12" + landmarks +
                                  " 0.8\n"
                                  "10 11 10 12 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0.1\n");
  ASSERT_EQ(retinaface.size(), 1U);
  EXPECT_EQ(retinaface[0].image_id, "0--Parade/a b.jpg");
  EXPECT_THAT(retinaface[0].faces, ElementsAre(Box{10, 11, 20, 23}, Box{10, 11, 20, 23}));
  const auto scrfd = images_of("retinaface", "# a b.jpg 640 480\n10 11 20 23" + landmarks +
                                                 "\n5 5 9 9 1\n# b.jpg 640 480\n");
  ASSERT_EQ(scrfd.size(), 2U);
  EXPECT_EQ(scrfd[0].image_id, "a b.jpg");
  EXPECT_EQ(scrfd[0].stated_size, (ImageSize{640, 480}));
  EXPECT_THAT(scrfd[0].faces, ElementsAre(Box{10, 11, 20, 23}));
  EXPECT_THAT(scrfd[0].ignored, ElementsAre(Box{5, 5, 9, 9}));
  const auto corners = images_of("retinaface", "# a.jpg\n10 11 20 23" + landmarks + " 0.5\n");
  EXPECT_THAT(corners[0].faces, ElementsAre(Box{10, 11, 20, 23}));
  const auto pairs =
      images_of("retinaface", "# a.jpg\n10 11 10 12 12 13 18 13 15 16 12 20 18 20 0.5\n");
  EXPECT_THAT(pairs[0].faces, ElementsAre(Box{10, 11, 20, 23}));
  EXPECT_THAT(read("retinaface", "# a.jpg\n1 2 3 4\n").images[0].faces,
              ElementsAre(Box{1, 2, 4, 6}));
  EXPECT_THAT(refusal("retinaface", "# a.jpg 9 9\n1 2 3\n"), StartsWith("labels:2: "));
  EXPECT_THAT(refusal("retinaface", "# a.jpg 9 9\n1 2 3 4 x\n"), StartsWith("labels:2: "));
}

TEST(CelebaLabels, ReadsRows) {
  const std::string head = "2\nimage_id x_1 y_1 width height\n";
  const auto images =
      images_of("celeba", head + "000001.jpg    95  71 226 313\n000002.jpg 72 94 221 306\n");
  ASSERT_EQ(images.size(), 2U);
  EXPECT_THAT(images[0].faces, ElementsAre(Box{95, 71, 321, 384}));
  EXPECT_EQ(images[1].place, 4);
  EXPECT_THAT(refusal("celeba", head + "000001.jpg 95 71 226\n"), StartsWith("labels:3: "));
  EXPECT_THAT(refusal("celeba", head + "000001.jpg 95 71 226 1\n"), HasSubstr("promises 2 images"));
}

TEST(DetectLabelFormat, LeavesOurOwnFormatsTheirs) {
  EXPECT_EQ(detect_label_format("# a.jpg\n1 2 3 4\n# b.jpg\n", "f").name, "edgefacesearch");
  EXPECT_EQ(detect_label_format("# a.jpg 2\n1 2 3 4 ignore\n", "f").name, "edgefacesearch");
  EXPECT_EQ(detect_label_format("a.jpg\n1\n10 8 0 5 5 1\n", "f").name, "fddb");
  EXPECT_EQ(detect_label_format("a.jpg\n0\nb.jpg\n1\n10 8 0 5 5 1\n", "f").name, "fddb");
}

}  // namespace
}  // namespace efs::data
