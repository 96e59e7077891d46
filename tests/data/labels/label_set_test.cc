// Labels from folders as annotation tools and their exports lay them out.
#include "data/labels/label_set.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/test_folder.h"

namespace efs::data {
namespace {

using detect::Box;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A folder to which files are added; pictures need not be any.
struct Layout : TestFolder {
  Layout& file(const std::string& name, const std::string& content = "x") {
    write(name, content);
    return *this;
  }
  LabelSet labels(const std::string& name, const std::string& images = "") const {
    return read_labels(options(name, images));
  }
  std::string refusal(const std::string& name) const {
    return error_message([&] { labels(name); });
  }
  LabelOptions options(const std::string& name, const std::string& images = "") const {
    return {.images = images.empty() ? std::filesystem::path() : *this / images,
            .labels = *this / name};
  }
};

constexpr const char* kYolo = "0 0.5 0.5 0.5 0.5\n";

std::string voc(const std::string& name) {
  return "<annotation><filename>" + name +
         "</filename><object><name>face</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax>"
         "<ymax>4</ymax></bndbox></object></annotation>";
}

std::string coco(const std::string& name) {
  return R"({"images": [{"id": 1, "file_name": ")" + name +
         R"("}], "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 2, 2]}],)"
         R"( "categories": [{"id": 1, "name": "face"}]})";
}

std::vector<std::string> ids(const LabelSet& set) {
  std::vector<std::string> names;
  for (const LabelledImage& image : set.images) {
    const char* side = image.side == Side::kTrain        ? " t"
                       : image.side == Side::kValidation ? " v"
                                                         : "";
    names.push_back(image.image_id + side);
  }
  return names;
}

TEST(LabelSet, RoboflowYolo) {
  Layout d;
  d.file("data.yaml",
         "names:\n- face\nnc: 1\nroboflow:\n  license: MIT\ntest: ../test/images\n"
         "train: ../train/images\nval: ../valid/images\n")
      .file("README.roboflow.txt", "made by hand")
      .file("train/images/a.jpg")
      .file("train/labels/a.txt", kYolo)
      .file("train/images/b.jpg")
      .file("train/labels/b.txt", "")
      .file("train/images/c.jpg")
      .file("valid/images/d.jpg")
      .file("valid/labels/d.txt", kYolo)
      .file("test/images/e.jpg")
      .file("test/labels/e.txt", kYolo);
  for (const char* labels : {"data.yaml", "."}) {
    const LabelSet set = d.labels(labels);
    EXPECT_THAT(ids(set), ElementsAre("train/images/a.jpg t", "train/images/b.jpg t",
                                      "valid/images/d.jpg v"));
    EXPECT_TRUE(set.divides);
    EXPECT_THAT(set.unlabelled, ElementsAre("train/images/c.jpg"));
    EXPECT_EQ(set.classes.at(0).name, "face");
    EXPECT_THAT(labels_text(set),
                AllOf(HasSubstr("yolo: 3 images, 2 faces"), HasSubstr("class face: 2 boxes"),
                      HasSubstr("test images"), HasSubstr("1 pictures without labels")));
  }
}

TEST(LabelSet, UltralyticsYoloWithListsAndNamesByNumber) {
  Layout d;
  d.file("face.yaml",
         "path: data\ntrain: train.txt\nval:\n  - images/val\nnames:\n  0: face\n  1: dog\n")
      .file("data/train.txt", "./images/train/a.jpg\nimages/train/b.jpg\n")
      .file("data/images/train/a.jpg")
      .file("data/labels/train/a.txt", "1 0.5 0.5 0.1 0.1\n")
      .file("data/images/train/b.jpg")
      .file("data/labels/train/b.txt", kYolo)
      .file("data/images/val/c.jpg")
      .file("data/labels/val/c.txt", kYolo);
  const LabelSet set = d.labels("face.yaml");
  EXPECT_THAT(ids(set), ElementsAre("train/a.jpg t", "train/b.jpg t", "val/c.jpg v"));
  EXPECT_TRUE(set.images[0].faces.empty());  // a dog
  EXPECT_EQ(set.images[1].faces.size(), 1U);
}

TEST(LabelSet, RoboflowCocoVocAndCsv) {
  Layout d;
  d.file("coco/train/_annotations.coco.json", coco("a.jpg"))
      .file("coco/train/a.jpg")
      .file("coco/valid/_annotations.coco.json", coco("b.jpg"))
      .file("coco/valid/b.jpg")
      .file("coco/test/_annotations.coco.json", coco("c.jpg"))
      .file("coco/test/c.jpg")
      .file("coco/README.dataset.txt", "text")
      .file("voc/train/a.xml", voc("a.jpg"))
      .file("voc/train/a.jpg")
      .file("voc/valid/b.xml", voc("b.jpg"))
      .file("voc/valid/b.jpg")
      .file("csv/train/_annotations.csv",
            "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,9,9,face,1,2,3,4\n")
      .file("csv/train/a.jpg")
      .file("csv/train/_classes.csv", "face")
      .file("csv/valid/_annotations.csv",
            "filename,width,height,class,xmin,ymin,xmax,ymax\nb.jpg,9,9,face,1,2,3,4\n")
      .file("csv/valid/b.jpg");
  for (const char* format : {"coco", "voc", "csv"}) {
    const LabelSet set = d.labels(format);
    EXPECT_THAT(ids(set), ElementsAre("train/a.jpg t", "valid/b.jpg v")) << format;
    EXPECT_THAT(set.images[0].faces, ElementsAre(Box{1, 2, 3, 4})) << format;
  }
}

TEST(LabelSet, CvatExports) {
  Layout d;
  d.file("images/annotations.xml",
         "<annotations><image id=\"0\" name=\"sub/a.jpg\" width=\"9\" height=\"9\"><box "
         "label=\"face\" "
         "xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\"/></image></annotations>")
      .file("images/images/sub/a.jpg")
      .file("coco/annotations/instances_default.json", coco("a.jpg"))
      .file("coco/images/a.jpg")
      .file("voc/Annotations/sub/a.xml", voc("a.jpg"))
      .file("voc/JPEGImages/sub/a.jpg")
      .file("voc/ImageSets/Main/default.txt", "sub/a\n")
      .file("voc/labelmap.txt", "# label:color\n")
      .file("yolo/obj.data", "classes = 1\ntrain = data/train.txt\n")
      .file("yolo/obj.names", "face\n")
      .file("yolo/train.txt", "data/obj_train_data/a.jpg\n")
      .file("yolo/obj_train_data/a.txt", kYolo)
      .file("yolo/obj_train_data/a.jpg");
  EXPECT_THAT(ids(d.labels("images")), ElementsAre("sub/a.jpg"));
  EXPECT_THAT(ids(d.labels("images/annotations.xml")), ElementsAre("sub/a.jpg"));
  EXPECT_THAT(ids(d.labels("coco")), ElementsAre("a.jpg"));
  EXPECT_THAT(ids(d.labels("voc")), ElementsAre("sub/a.jpg"));
  const LabelSet yolo = d.labels("yolo");
  EXPECT_THAT(ids(yolo), ElementsAre("a.jpg"));
  EXPECT_EQ(yolo.classes.at(0).name, "face");
}

TEST(LabelSet, LabelStudioAndLabelImg) {
  Layout d;
  d.file("studio/classes.txt", "face\n")
      .file("studio/notes.json", "{\"categories\": []}")
      .file("studio/images/1-a.jpg")
      .file("studio/labels/1-a.txt", kYolo)
      .file("img/a.jpg")
      .file("img/a.txt", kYolo)
      .file("img/classes.txt", "dog\nface\n")
      .file("studio-coco/result.json", coco("images/1-a.jpg"))
      .file("studio-coco/images/1-a.jpg")
      .file("xml/b.png")
      .file("xml/b.xml", voc("renamed.jpg"));
  EXPECT_THAT(ids(d.labels("studio")), ElementsAre("1-a.jpg"));
  EXPECT_THAT(ids(d.labels("studio/labels")), ElementsAre("1-a.jpg"));
  EXPECT_THAT(ids(d.labels("img", "img")), ElementsAre("a.jpg"));
  EXPECT_THAT(ids(d.labels("studio-coco")), ElementsAre("images/1-a.jpg"));
  EXPECT_THAT(ids(d.labels("xml")), ElementsAre("b.png"));
}

TEST(LabelSet, LabelsAndImagesInTreesBesideEachOther) {
  Layout d;
  d.file("images/train/a.jpg")
      .file("labels/train/a.txt", kYolo)
      .file("images/val/b.jpg")
      .file("labels/val/b.txt", kYolo);
  for (const char* labels : {".", "labels"}) {
    EXPECT_THAT(ids(d.labels(labels)), ElementsAre("train/a.jpg t", "val/b.jpg v")) << labels;
  }
  EXPECT_THAT(ids(d.labels("labels/train")), ElementsAre("a.jpg"));
}

TEST(LabelSet, ListedImagesWithoutATextAreUnlabelled) {
  Layout d;
  d.file("data.yaml", "train: train.txt\nval: val.txt\nnames: [face]\n")
      .file("train.txt", "images/a.jpg\nimages/b.jpg\n")
      .file("val.txt", "images/c.jpg\n")
      .file("images/a.jpg")
      .file("images/b.jpg")
      .file("images/c.jpg")
      .file("labels/a.txt", kYolo)
      .file("labels/c.txt", kYolo);
  const LabelSet set = d.labels("data.yaml");
  EXPECT_THAT(ids(set), ElementsAre("a.jpg t", "c.jpg v"));
  EXPECT_THAT(labels_text(set), HasSubstr("1 of the 2 images of"));
}

// As the development kit of Pascal VOC and CVAT's exports divide.
TEST(LabelSet, ImageSetsOfPascalVoc) {
  Layout d;
  for (const char* name : {"000001", "000002", "my photo", "000009"}) {
    d.file(fmt::format("VOC2007/Annotations/{}.xml", name), voc("x.jpg"))
        .file(fmt::format("VOC2007/JPEGImages/{}.jpg", name));
  }
  d.file("VOC2007/ImageSets/Main/train.txt", "000001  1\nmy photo -1\n")
      .file("VOC2007/ImageSets/Main/trainval.txt", "000001\nmy photo\n000002\n")
      .file("VOC2007/ImageSets/Main/val.txt", "000002\n000003\n");
  for (const char* labels : {".", "VOC2007", "VOC2007/Annotations"}) {
    const LabelSet set = d.labels(labels);
    EXPECT_THAT(ids(set), ElementsAre("000001.jpg t", "000002.jpg v", "my photo.jpg t")) << labels;
    EXPECT_THAT(labels_text(set), AllOf(HasSubstr("1 of the 2 images of"), HasSubstr("val.txt"),
                                        HasSubstr("1 of the 4 files of")));
  }
}

// COCO's images lie beside annotations/, those of WIDER FACE in WIDER_train/images.
TEST(LabelSet, ImagesOfPublicDataSets) {
  Layout d;
  d.file("coco/annotations/instances_train2017.json", coco("1.jpg"))
      .file("coco/annotations/instances_val2017.json", coco("2.jpg"))
      .file("coco/train2017/1.jpg")
      .file("coco/val2017/1.jpg")
      .file("coco/val2017/2.jpg");
  EXPECT_THAT(ids(d.labels("coco")), ElementsAre("train2017/1.jpg t", "val2017/2.jpg v"));
  std::filesystem::create_directories(d / "coco/images");
  for (const char* side : {"train2017", "val2017"}) {
    std::filesystem::rename(d / "coco" / side, d / "coco/images" / side);
  }
  EXPECT_THAT(ids(d.labels("coco")), ElementsAre("train2017/1.jpg t", "val2017/2.jpg v"));
  const std::string faces = "0--Parade/1.jpg\n1\n1 2 3 4 0 0 0 0 0 0\n";
  d.file("wider/wider_face_split/wider_face_train_bbx_gt.txt", faces)
      .file("wider/wider_face_split/wider_face_val_bbx_gt.txt", faces)
      .file("wider/WIDER_train/images/0--Parade/1.jpg")
      .file("wider/WIDER_val/images/0--Parade/1.jpg");
  EXPECT_THAT(ids(d.labels("wider")), ElementsAre("WIDER_train/images/0--Parade/1.jpg t",
                                                  "WIDER_val/images/0--Parade/1.jpg v"));
}

// A name that another data set has, too, is not taken for the photograph.
TEST(LabelSet, PicturesOfAnotherDataSetAreNotTaken) {
  Layout d;
  d.file("mine/labels.json", coco("1.jpg")).file("other/1.jpg");
  const LabelSet set = d.labels("mine/labels.json");
  EXPECT_EQ(set.folder, d / "mine");
}

TEST(LabelSet, NamesWhatAFolderHasInstead) {
  Layout d;
  d.file("train/_annotations.createml.json",
         R"([{"image": "a.jpg", "annotations": [{"coordinates": {"x": 1}}]}])")
      .file("train/a.jpg")
      .file("config.json", "{\"lr\": 1}");
  EXPECT_THAT(d.refusal("."),
              AllOf(HasSubstr("_annotations.createml.json: "), HasSubstr("CreateML")));
  Layout other;
  other.file("config.json", "{\"lr\": 1}").file("notes.txt", "hello\n");
  EXPECT_THAT(other.refusal("."), HasSubstr("nothing in this folder labels images"));
}

TEST(LabelSet, FindsPicturesOfOtherMachines) {
  Layout d;
  d.file("l/labels.json", coco("/mnt/export/photos/a.jpg")).file("photos/a.jpg");
  EXPECT_THAT(ids(d.labels("l/labels.json")), ElementsAre("a.jpg"));
  EXPECT_THAT(ids(d.labels("l/labels.json", "photos")), ElementsAre("a.jpg"));
  for (const char* name :
       {"C:\\\\me\\\\photos\\\\a.jpg", "..\\\\photos\\\\a.jpg", "https://host/photos/a.jpg",
        "photos/a.jpg", "photos\\\\a.jpg", "./photos//a.jpg"}) {
    d.file("l/labels.json", coco(name));
    EXPECT_THAT(ids(d.labels("l/labels.json", "photos")), ElementsAre("a.jpg")) << name;
    EXPECT_THAT(ids(d.labels("l/labels.json")), ElementsAre(::testing::EndsWith("a.jpg"))) << name;
  }
  // Not of a folder that is called otherwise.
  d.file("l/labels.json", coco("other/a.jpg"));
  EXPECT_THAT(ids(d.labels("l/labels.json", "photos")), ElementsAre("other/a.jpg"));
}

TEST(LabelSet, GivenLabelsAndImagesForValidation) {
  Layout d;
  d.file("t/a.jpg")
      .file("t.csv", "a.jpg,1,2,3,4\n")
      .file("v/b.jpg")
      .file("v.csv", "b.jpg,1,2,3,4\n");
  LabelOptions options = d.options("t.csv", "t");
  options.validation_labels = d / "v.csv";
  options.validation_images = d / "v";
  EXPECT_THAT(ids(read_labels(options)), ElementsAre("t/a.jpg t", "v/b.jpg v"));
  d.file("all.csv", "t/a.jpg,1,2,3,4\nv/b.jpg,1,2,3,4\n");
  options = d.options("all.csv", ".");
  options.validation_images = d / "v";
  EXPECT_THAT(ids(read_labels(options)), ElementsAre("t/a.jpg t", "v/b.jpg v"));
  options.validation_images = d / "elsewhere";
  EXPECT_THAT(error_message([&] { read_labels(options); }),
              HasSubstr("none of the labelled images"));
}

TEST(LabelSet, GroupsFromAFileOrAColumn) {
  Layout d;
  d.file("a.jpg")
      .file("b.jpg")
      .file("groups.txt", "a.jpg ann\nb.jpg bob\n")
      .file("l.csv", "image,x1,y1,x2,y2,person\na.jpg,1,2,3,4,ann\nb.jpg,1,2,3,4,bob\n");
  for (const std::string& groups : {(d / "groups.txt").string(), std::string("person")}) {
    LabelOptions options = d.options("l.csv", ".");
    options.groups = groups;
    const LabelSet set = read_labels(options);
    EXPECT_EQ(set.images.at(0).group, "ann");
    EXPECT_EQ(set.images.at(1).group, "bob");
  }
  d.file("groups.txt", "a.png ann\n");
  LabelOptions options = d.options("l.csv", ".");
  options.groups = d / "groups.txt";
  EXPECT_THAT(error_message([&] { read_labels(options); }),
              HasSubstr("names none of the labelled"));
}

// What would have no effect is a mistake.
TEST(LabelSet, RefusesGroupsAndClassesThatThereAreNot) {
  Layout d;
  d.file("a.jpg").file("labels.txt", "# a.jpg\n1 1 3 3\n");
  LabelOptions options = d.options("labels.txt");
  options.groups = "person";
  EXPECT_THAT(error_message([&] { read_labels(options); }),
              AllOf(HasSubstr("no file person"), HasSubstr("edgefacesearch")));
  options.groups = "";
  options.class_name = "cat";
  EXPECT_THAT(error_message([&] { read_labels(options); }), HasSubstr("have no classes"));
}

TEST(LabelSet, ClassesAreChosenOrNamed) {
  Layout d;
  d.file("l.csv",
         "image,class,xmin,ymin,xmax,ymax\na.jpg,person,1,2,3,4\na.jpg,Face,5,6,7,8\n"
         "b.jpg,dog,1,2,3,4\n");
  EXPECT_THAT(d.labels("l.csv").images[0].faces, ElementsAre(Box{5, 6, 7, 8}));
  EXPECT_TRUE(d.labels("l.csv").images[1].faces.empty());
  LabelOptions options = d.options("l.csv");
  options.class_name = "dog";
  EXPECT_EQ(read_labels(options).images[1].faces.size(), 1U);
  options.class_name = "cat";
  EXPECT_THAT(error_message([&] { read_labels(options); }),
              AllOf(HasSubstr("'cat'"), HasSubstr("person (1 boxes)")));
  d.file("l.csv", "image,class,xmin,ymin,xmax,ymax\na.jpg,person,1,2,3,4\na.jpg,dog,5,6,7,8\n");
  EXPECT_THAT(d.refusal("l.csv"),
              AllOf(HasSubstr("several classes"), HasSubstr("data.class=NAME")));
  d.file("l.csv", "image,class,xmin,ymin,xmax,ymax\na.jpg,head,1,2,3,4\n");
  EXPECT_EQ(d.labels("l.csv").images[0].faces.size(), 1U);
}

TEST(LabelSet, RefusesWhatIsNotClear) {
  Layout d;
  d.file("none/a.jpg")
      .file("two/a.json", coco("a.jpg"))
      .file("two/b.csv", "a.jpg,1,2,3,4\n")
      .file("stem/a.jpg")
      .file("stem/a.png")
      .file("stem/a.txt", kYolo)
      .file("bad/a.jpg")
      .file("bad/a.txt", kYolo)
      .file("bad/b.jpg")
      .file("bad/b.txt", "garbage\n")
      .file("one/a.xml", voc("a.jpg"));
  EXPECT_THAT(d.refusal("none"), HasSubstr("nothing in this folder labels images"));
  EXPECT_THAT(d.refusal("two"), AllOf(HasSubstr("a.json, b.csv"), HasSubstr("name one of them")));
  EXPECT_THAT(d.refusal("stem"), AllOf(HasSubstr("a.jpg"), HasSubstr("a.png")));
  EXPECT_THAT(d.refusal("bad"), HasSubstr("b.txt:1: "));
  EXPECT_THAT(d.refusal("one/a.xml"), HasSubstr("labels one image"));
  EXPECT_THAT(d.refusal("absent.csv"), HasSubstr("absent.csv"));
}

}  // namespace
}  // namespace efs::data
