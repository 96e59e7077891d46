#include "data/dataset/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "data/dataset/convert.h"
#include "data/dataset/mean_box.h"
#include "data/dataset/summary.h"
#include "data/test_folder.h"
#include "support/message_of.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

DatasetOptions options_for(const TestFolder& folder) {
  return {{.images = folder / "images", .labels = folder / "labels.txt"}};
}

std::string refusal(const DatasetOptions& options) {
  return error_message([&] { load_dataset(options); });
}

/// Twenty good images, and one more whose label is `label` and whose file is "extra.png".
Dataset load_with(const TestFolder& folder, const std::string& label) {
  folder.write_dataset(20);
  folder.write("labels.txt", read_file(folder / "labels.txt") + label);
  return load_dataset(options_for(folder));
}

/// Of one more image with this label, its box is judged so, and the image is left out: it shows no face.
void expect_lost(const std::string& label, BoxVerdict verdict, const std::string& note) {
  const TestFolder folder;
  folder.write_photo("images/extra.png", 40, 30, 99);
  const Dataset dataset = load_with(folder, label);
  EXPECT_EQ(dataset.samples.size(), 20U);
  EXPECT_TRUE(dataset.skipped.empty());
  EXPECT_EQ(dataset.without_single_face, 1U);
  EXPECT_EQ(dataset.boxes.of(verdict), verdict == BoxVerdict::kOutside ? 1U : 0U);
  if (verdict != BoxVerdict::kOutside) return;
  ASSERT_EQ(dataset.box_notes.size(), 1U);
  EXPECT_THAT(dataset.box_notes[0].text, HasSubstr(note));
}

TEST(LoadDataset, KeepsOrderSizesAndBoxes) {
  const TestFolder folder;
  folder.write_dataset(10);
  const Dataset dataset = load_dataset(options_for(folder));
  ASSERT_EQ(dataset.samples.size(), 10U);
  EXPECT_EQ(dataset.samples[3].image_id, "3.png");
  EXPECT_EQ(dataset.samples[3].faces[0], (detect::Box{5, 6, 15, 26}));
  EXPECT_EQ(dataset.samples[3].image_width, 40);
  EXPECT_EQ(dataset.samples[3].image_height, 30);
  EXPECT_EQ(dataset.validation.size(), 2U);
  EXPECT_EQ(dataset.train.size(), 8U);
  EXPECT_EQ(dataset.labelled_faces, 10U);
  EXPECT_NEAR(mean_box_iou(dataset, dataset.validation), 1.0, 1e-9);
}

TEST(LoadDataset, NoImageIsLostForABox) {
  const TestFolder folder;
  folder.write_photo("images/extra.png", 40, 30, 99);
  folder.write_dataset(40);
  const std::string labels = read_file(folder / "labels.txt");
  const auto load = [&](const std::string& boxes) {
    folder.write("labels.txt", labels + "# extra.png\n1 1 9 9\n" + boxes);
    DatasetOptions options = options_for(folder);
    options.faces = FaceRule::kAll;
    return load_dataset(options);
  };
  const std::tuple<std::string, BoxVerdict, std::vector<detect::Box>> cases[] = {
      {"20 10 15 20\n", BoxVerdict::kInverted, {{15, 10, 20, 20}}},
      {"10 10 10 20\n", BoxVerdict::kSizeless, {}},
      {"nan 10 20 20\n", BoxVerdict::kNotFinite, {}},
      {"30 10 45 20\n", BoxVerdict::kOutside, {{30, 10, 40, 20}}},
      {"50 40 60 50\n", BoxVerdict::kOutside, {}},
  };
  for (const auto& [boxes, verdict, ignored] : cases) {
    const Dataset dataset = load(boxes);
    ASSERT_EQ(dataset.samples.size(), 41U) << boxes;
    EXPECT_EQ(dataset.samples[40].faces, (std::vector<detect::Box>{{1, 1, 9, 9}})) << boxes;
    EXPECT_EQ(dataset.samples[40].ignored, ignored) << boxes;
    EXPECT_EQ(dataset.boxes.of(verdict), 1U) << boxes;
    ASSERT_EQ(dataset.box_notes.size(), 1U) << boxes;
    EXPECT_THAT(dataset.box_notes[0].text, HasSubstr("labels.txt:83: extra.png: box")) << boxes;
    EXPECT_THAT(summary_text(dataset), HasSubstr(words_for(verdict)));
  }
  const Dataset clipped = load("30 10 41.5 20\n");
  EXPECT_EQ(clipped.samples[40].faces.back(), (detect::Box{30, 10, 40, 20}));
  EXPECT_EQ(clipped.boxes.of(BoxVerdict::kClipped), 1U);
}

TEST(LoadDataset, AnImageWhoseOnlyFaceIsLostIsLeftOut) {
  expect_lost("# extra.png\n10 10 48 20\n", BoxVerdict::kOutside, "extra.png: box 10 10 48 20");
  expect_lost("# extra.png\n10 10 10 20\n", BoxVerdict::kSizeless, "");
}

TEST(LoadDataset, SaysWhatIsMissing) {
  const TestFolder folder;
  const Dataset dataset = load_with(folder, "# none.png\n1 1 2 2\n");
  ASSERT_EQ(dataset.skipped.size(), 1U);
  EXPECT_THAT(dataset.skipped[0].reason, StartsWith("missing file"));
}

TEST(LoadDataset, FailsBeyondTheShareOfBoxesThatMayBeLost) {
  const TestFolder folder;
  folder.write_photo("images/extra.png", 40, 30, 99);
  folder.write_dataset(9);
  folder.write("labels.txt", read_file(folder / "labels.txt") + "# extra.png\n1 1 59 9\n");
  EXPECT_THAT(refusal(options_for(folder)),
              AllOf(HasSubstr("1 of 10 boxes (10.0 %)"), HasSubstr("labels.txt:20: extra.png"),
                    HasSubstr("data.clip")));
  DatasetOptions all = options_for(folder);
  all.clip = Clip::kAll;
  EXPECT_EQ(load_dataset(all).samples.size(), 10U);
  all.clip = Clip::kNone;
  all.max_skipped_share = 0.2;
  EXPECT_EQ(load_dataset(all).samples.size(), 9U);
}

TEST(LoadDataset, FailsBeyondTheShareThatMayBeSkipped) {
  const TestFolder folder;
  folder.write_dataset(20);
  folder.write("images/3.png", "");
  std::filesystem::remove(folder / "images/7.png");
  const std::string message = refusal(options_for(folder));
  EXPECT_THAT(message, HasSubstr("2 of 20 images (10.0 %)"));
  EXPECT_THAT(message, HasSubstr("3.png: empty file"));
  EXPECT_THAT(message, HasSubstr("7.png: missing file"));
  DatasetOptions lenient = options_for(folder);
  lenient.max_skipped_share = 0.1;
  EXPECT_EQ(load_dataset(lenient).samples.size(), 18U);
}

TEST(LoadDataset, FddbEllipsesAreClippedAndOnlyThoseWhollyOutsideAreUnusable) {
  const TestFolder folder;
  std::string labels;
  for (int i = 0; i < 21; ++i) {
    folder.write_photo("images/" + std::to_string(i) + ".jpg", 40, 30, static_cast<unsigned>(i));
    labels += std::to_string(i) + (i < 20 ? "\n1\n10 8 0 5 5 1\n" : "\n1\n10 8 0 60 5 1\n");
  }
  folder.write("labels.txt", labels);
  const Dataset dataset = load_dataset(options_for(folder));
  ASSERT_EQ(dataset.samples.size(), 20U);
  EXPECT_EQ(dataset.samples[0].faces[0], (detect::Box{0, 0, 15, 13}));
  EXPECT_EQ(dataset.boxes.of(BoxVerdict::kClipped), 20U);
  EXPECT_EQ(dataset.boxes.of(BoxVerdict::kOutside), 1U);
}

TEST(LoadDataset, TheFaceRuleDecides) {
  const TestFolder folder;
  folder.write_photo("images/extra.png", 40, 30, 99);
  folder.write_photo("images/faceless.png", 40, 30, 98);
  const std::string two_faces = "# extra.png\n1 1 3 3\n2 2 30 20\n# faceless.png\n";
  const Dataset single = load_with(folder, two_faces);
  EXPECT_EQ(single.samples.size(), 20U);
  EXPECT_EQ(single.without_single_face, 2U);
  EXPECT_EQ(single.labelled_faces, 22U);
  DatasetOptions options = options_for(folder);
  options.faces = FaceRule::kLargest;
  const Dataset largest = load_dataset(options);
  ASSERT_EQ(largest.samples.size(), 21U);
  EXPECT_EQ(largest.samples[20].faces[0], (detect::Box{2, 2, 30, 20}));
  EXPECT_EQ(largest.without_single_face, 1U);
}

/// Twenty images with a face, and more.png and none.png with what `more` and `none` say.
DatasetOptions all_faces(const TestFolder& folder, const std::string& more,
                         const std::string& none = "") {
  folder.write_dataset(20);
  folder.write_photo("images/more.png", 40, 30, 99);
  folder.write_photo("images/none.png", 40, 30, 98);
  folder.write("labels.txt",
               read_file(folder / "labels.txt") + "# more.png\n" + more + "# none.png\n" + none);
  DatasetOptions options = options_for(folder);
  options.faces = FaceRule::kAll;
  return options;
}

TEST(LoadDataset, TakesEveryImageWithAllItsFaces) {
  const TestFolder folder;
  const DatasetOptions options =
      all_faces(folder, "1 1 3 3\n20 20 40 30 ignore\n2 2 30 20\n", "0 0 9 9 ignore\n");
  const Dataset dataset = load_dataset(options);
  ASSERT_EQ(dataset.samples.size(), 22U);
  EXPECT_EQ(dataset.rule, FaceRule::kAll);
  EXPECT_EQ(dataset.samples[20].faces, (std::vector<detect::Box>{{1, 1, 3, 3}, {2, 2, 30, 20}}));
  EXPECT_EQ(dataset.samples[20].ignored, (std::vector<detect::Box>{{20, 20, 40, 30}}));
  EXPECT_TRUE(dataset.samples[21].faces.empty());
  EXPECT_EQ(dataset.samples[21].ignored.size(), 1U);
  EXPECT_EQ(dataset.labelled_faces, 22U);
  EXPECT_EQ(dataset.labelled_ignored, 2U);
  EXPECT_EQ(dataset.faceless, 1U);
  EXPECT_EQ(dataset.without_single_face, 0U);
  require_trainable(dataset);
}

TEST(LoadDataset, ARegionToIgnoreIsNoFace) {
  const TestFolder folder;
  DatasetOptions options = all_faces(folder, "1 1 3 3\n20 20 40 30 ignore\n", "0 0 9 9 ignore\n");
  for (const FaceRule rule : {FaceRule::kSingle, FaceRule::kLargest}) {
    options.faces = rule;
    const Dataset dataset = load_dataset(options);
    ASSERT_EQ(dataset.samples.size(), 21U);
    EXPECT_EQ(dataset.samples[20].faces, (std::vector<detect::Box>{{1, 1, 3, 3}}));
    EXPECT_TRUE(dataset.samples[20].ignored.empty());
    EXPECT_EQ(dataset.without_single_face, 1U);
    EXPECT_EQ(dataset.faceless, 0U);
  }
}

TEST(LoadDataset, TheDigestCoversRegionsToIgnoreAndTheRule) {
  const TestFolder folder;
  std::set<std::string> digests;
  DatasetOptions options;
  for (const std::string more : {"1 1 3 3\n", "1 1 3 3 ignore\n", "1 1 3 3\n5 5 6 6 ignore\n",
                                 "1 1 3 3\n5 5 6 7 ignore\n", "1 1 3 3\n5 5 6 6\n"}) {
    options = all_faces(folder, more);
    digests.insert(load_dataset(options).digest);
  }
  EXPECT_EQ(digests.size(), 5U);
  folder.write_dataset(20);
  digests = {load_dataset(options).digest};
  options.faces = FaceRule::kSingle;
  digests.insert(load_dataset(options).digest);
  EXPECT_EQ(digests.size(), 2U);
}

TEST(LoadDataset, EachSideNeedsAFaceThatIsNotIgnored) {
  const TestFolder folder;
  DatasetOptions options = all_faces(folder, "1 1 3 3 ignore\n");
  std::string folds = "more.png 2\nnone.png 2\n";
  for (int i = 0; i < 20; ++i) folds += std::to_string(i) + ".png " + (i < 1 ? "3\n" : "1\n");
  options.folds = folder.write("folds.txt", folds);
  options.validation_folds = {2};
  const auto refusal_of = [&] {
    return message_of([&] { require_trainable(load_dataset(options)); });
  };
  EXPECT_THAT(refusal_of(), HasSubstr("none of the 2 images for validation shows a face"));
  options.validation_folds = {1};
  options.train_folds = {2};
  EXPECT_THAT(refusal_of(), HasSubstr("none of the 2 images for training shows a face"));
  options.train_folds = {2, 3};
  require_trainable(load_dataset(options));
}

// A quadratic check would take minutes.
TEST(LoadDataset, TenThousandFacesInOneImageAreRead) {
  const TestFolder folder;
  std::string faces;
  for (int i = 0; i < 10000; ++i) {
    const double x = 0.3 * (i % 100), y = 0.2 * (i / 100);
    faces += fmt::format("{} {} {} {}\n", x, y, x + 1.5, y + 2.0);
  }
  DatasetOptions options = all_faces(folder, faces);
  EXPECT_EQ(load_dataset(options).samples[20].faces.size(), 10000U);
  options.faces = FaceRule::kSingle;
  options.crops = true;
  EXPECT_TRUE(load_dataset(options).crops.empty());
}

TEST(LoadDataset, RefusesDuplicatesWithBothLines) {
  const TestFolder folder;
  folder.write_dataset(2);
  folder.write("labels.txt", "# 0.png\n5 6 15 26\n# 1.png\n5 6 15 26\n# ./0.png\n5 6 15 26\n");
  const std::string message = refusal(options_for(folder));
  EXPECT_THAT(message, HasSubstr("labels.txt:5: "));
  EXPECT_THAT(message, HasSubstr("labels.txt:1)"));
}

TEST(LoadDataset, RefusesMissingAndEmptySources) {
  const TestFolder folder;
  folder.write_dataset(2);
  DatasetOptions options = options_for(folder);
  options.images = folder / "nowhere";
  EXPECT_THAT(refusal(options), HasSubstr("nowhere is not a folder"));
  options = options_for(folder);
  options.labels = folder / "nothing.txt";
  EXPECT_THAT(refusal(options), HasSubstr("nothing.txt: No such file"));
  options.labels = folder.write("empty.txt", "\n\n");
  EXPECT_THAT(refusal(options), HasSubstr("empty"));
  options.format = "edgefacesearch";
  EXPECT_THAT(refusal(options), HasSubstr("empty"));
  options.labels = folder.write("crowd.txt", "# 0.png\n1 1 2 2\n3 3 4 4\n");
  EXPECT_THAT(refusal(options), HasSubstr("1 left out"));
  options.format = "edgefacesaerch";
  EXPECT_THAT(refusal(options), HasSubstr("did you mean 'edgefacesearch'"));
}

TEST(LoadDataset, RefusesOptionsThatContradict) {
  const TestFolder folder;
  folder.write_dataset(10);
  for (const double share : {0.0, 1.0, -0.1, 1.5, std::nan("")}) {
    DatasetOptions options = options_for(folder);
    options.validation_share = share;
    EXPECT_THROW(load_dataset(options), UsageError) << share;
  }
  DatasetOptions options = options_for(folder);
  options.validation_folds = {1};
  EXPECT_THROW(load_dataset(options), UsageError);
  options.folds = folder.write("folds.txt", "0.png 1\n");
  options.train_folds = {1, 2};
  EXPECT_THAT(refusal(options), HasSubstr("fold 1 is in train_folds and in validation_folds"));
  options.validation_folds.clear();
  EXPECT_THROW(load_dataset(options), UsageError);
  options = options_for(folder);
  options.max_skipped_share = 2.0;
  EXPECT_THROW(load_dataset(options), UsageError);
}

TEST(LoadDataset, DividesByFolds) {
  const TestFolder folder;
  folder.write_dataset(6);
  DatasetOptions options = options_for(folder);
  options.folds =
      folder.write("folds.txt", "0.png 1\n1.png 2\n2.png 3\n3.png 1\n4.png 2\n5.png 3\n");
  options.validation_folds = {2};
  const Dataset dataset = load_dataset(options);
  EXPECT_EQ(dataset.validation, (std::vector<std::size_t>{1, 4}));
  EXPECT_EQ(dataset.train, (std::vector<std::size_t>{0, 2, 3, 5}));
  options.validation_folds = {9};
  EXPECT_THAT(refusal(options), HasSubstr("has no fold 9; it has 1, 2, 3"));
  options.validation_folds = {2};
  folder.write("folds.txt", "0.png 1\n1.png 2\n2.png 3\n3.png 1\n5.png 3\n");
  EXPECT_THAT(refusal(options), HasSubstr("does not name 4.png"));
}

TEST(LoadDataset, TheSamePhotographStaysOnOneSide) {
  const TestFolder folder;
  folder.write_dataset(12);
  const std::string photo = read_file(folder / "images/0.png");
  folder.write("images/5.png", photo);
  DatasetOptions options = options_for(folder);
  options.near_duplicates = folder.write("pairs.txt", "5.png 7.png\nelsewhere.png 3.png\n");
  options.validation_share = 0.4;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    options.split_seed = seed;
    const Dataset dataset = load_dataset(options);
    const auto validates = [&](const std::string& id) {
      return std::ranges::any_of(dataset.validation,
                                 [&](std::size_t i) { return dataset.samples[i].image_id == id; });
    };
    EXPECT_EQ(validates("0.png"), validates("5.png"));
    EXPECT_EQ(validates("5.png"), validates("7.png"));
  }
}

TEST(LoadDataset, TheDigestFollowsFilesBoxesAndDivision) {
  const TestFolder folder;
  folder.write_dataset(10);
  DatasetOptions options = options_for(folder);
  const std::string digest = load_dataset(options).digest;
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(load_dataset(options).digest, digest);
  options.split_seed = 1;
  EXPECT_NE(load_dataset(options).digest, digest);
  options.split_seed = 0;
  const std::string labels = read_file(folder / "labels.txt");
  folder.write("labels.txt", labels.substr(0, labels.size() - 3) + "27\n");
  EXPECT_NE(load_dataset(options).digest, digest);
  folder.write("labels.txt", labels);
  EXPECT_EQ(load_dataset(options).digest, digest);
  folder.write_photo("images/4.png", 40, 30, 1234);
  EXPECT_NE(load_dataset(options).digest, digest);
}

/// A JPEG with an EXIF segment whose only entry is this orientation.
std::string turned_jpeg(const std::string& jpeg, char orientation) {
  std::string exif = std::string("\xff\xe1\x00\x22", 4) + std::string("Exif\0\0", 6) +
                     std::string("MM\0\x2a\0\0\0\x08\0\x01", 10) +
                     std::string("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 16);
  exif[exif.size() - 7] = orientation;
  return jpeg.substr(0, 2) + exif + jpeg.substr(2);
}

/// Twenty upright images, and one of 40 x 30 stored pixels that is displayed as 30 x 40.
struct TurnedData {
  explicit TurnedData(const std::string& box) {
    folder.write_dataset(20);
    const std::string jpeg = read_file(folder.write_photo("plain.jpg", 40, 30, 5));
    folder.write("images/turned.png", turned_jpeg(jpeg, 6));
    folder.write("labels.txt", read_file(folder / "labels.txt") + "# turned.png\n" + box + "\n");
  }
  TestFolder folder;
};

TEST(LoadDataset, TakesPhotographsUprightAndTheirBoxesAsTheyFit) {
  const TurnedData displayed("2 4 25 38");
  const Dataset as_displayed = load_dataset(options_for(displayed.folder));
  EXPECT_EQ(as_displayed.samples[20].image_width, 30);
  EXPECT_EQ(as_displayed.samples[20].image_height, 40);
  EXPECT_EQ(as_displayed.samples[20].faces[0], (detect::Box{2, 4, 25, 38}));
  EXPECT_THAT(summary_text(as_displayed), HasSubstr("1 images are stored turned (Exif) and used "
                                                    "upright; their boxes are as displayed"));
  const TurnedData stored("4 2 38 25");
  const Dataset as_stored = load_dataset(options_for(stored.folder));
  EXPECT_EQ(as_stored.samples[20].faces[0], (detect::Box{5, 4, 28, 38}));
  EXPECT_THAT(summary_text(as_stored), HasSubstr("their boxes are as stored"));
}

TEST(LoadDataset, RefusesToGuessHowBoxesOfTurnedPhotographsAreMeant) {
  const TurnedData either("2 4 25 28");
  DatasetOptions options = options_for(either.folder);
  EXPECT_THAT(refusal(options), AllOf(HasSubstr("1 photographs are stored turned"),
                                      HasSubstr("data.orientation=displayed")));
  options.orientation = BoxesAre::kDisplayed;
  EXPECT_EQ(load_dataset(options).samples[20].faces[0], (detect::Box{2, 4, 25, 28}));
  options.orientation = BoxesAre::kStored;
  EXPECT_EQ(load_dataset(options).samples[20].faces[0], (detect::Box{2, 2, 26, 25}));
}

// Shares fit in both readings, so that the folder says which is meant.
TEST(LoadDataset, ReadsTurnedPhotographsFromYolosFolderThatItWrote) {
  const TurnedData displayed("2 4 25 38");
  DatasetOptions options = options_for(displayed.folder);
  const std::string digest = load_dataset(options).digest;
  const auto& yolo = find_row(label_writers(), "format", "yolo");
  options.labels = displayed.folder / "yolo";
  convert_labels(options_for(displayed.folder), yolo, options.labels);
  const Dataset again = load_dataset(options);
  EXPECT_EQ(again.digest, digest);
  EXPECT_EQ(again.turned_why, "as the labels say");
  const std::string yaml = read_file(options.labels / "data.yaml");
  displayed.folder.write("yolo/data.yaml", yaml.substr(0, yaml.find('#')));
  EXPECT_THAT(refusal(options), HasSubstr("data.orientation=displayed"));
  displayed.folder.write("yolo/data.yaml", yaml.substr(0, yaml.find('#')) + "orientation: left\n");
  EXPECT_THAT(refusal(options), AllOf(HasSubstr("data.yaml"), HasSubstr("orientation")));
}

// Two training boxes with the relative mean (0.25, 0.25, 0.75, 0.75), one validation box that is
// its left half.
TEST(MeanBoxIou, IsComputedInRelativeCoordinates) {
  Dataset dataset;
  dataset.samples = {{"a", "a", {{0, 0, 50, 50}}, {}, 100, 100},
                     {"b", "b", {{100, 100, 200, 200}}, {}, 200, 200},
                     {"c", "c", {{10, 20, 20, 60}}, {}, 40, 80}};
  dataset.train = {0, 1};
  dataset.validation = {2};
  EXPECT_DOUBLE_EQ(mean_box_iou(dataset, dataset.validation), 0.5);
  dataset.validation.clear();
  EXPECT_THROW(mean_box_iou(dataset, dataset.validation), Error);
  dataset.validation = {2};
  dataset.samples[2].faces.clear();
  EXPECT_THROW(mean_box_iou(dataset, dataset.validation), Error);
}

TEST(Summary, CountsAndPrints) {
  const TestFolder folder;
  const std::string text = summary_text(load_with(folder, "# none.png\n1 1 2 2\n# crowd.png\n"));
  EXPECT_THAT(text, StartsWith("labels      edgefacesearch: 22 images, 21 faces\n"));
  EXPECT_THAT(text, HasSubstr("verdicts\n  images        20  used\n                 1  left out by "
                              "the rule for faces\n                 1  cannot be used\n"));
  EXPECT_THAT(text, HasSubstr("usable      20 images: 16 train, 4 validate"));
  const auto row = [](const std::string& name, const std::string& value) {
    return fmt::format("  {:<26}{:>9}{:>9}{:>9}{:>9}{:>9}\n", name, value, value, value, value,
                       value);
  };
  EXPECT_THAT(text, HasSubstr(row("box width, px", "10.0")));
  EXPECT_THAT(text, HasSubstr(row("box height, px", "20.0")));
  EXPECT_THAT(text, HasSubstr(row("box share of the image", "0.167")));
  EXPECT_THAT(text, HasSubstr("none.png: missing file"));
  EXPECT_THAT(text, HasSubstr("IoU 1.0000"));
}

TEST(Summary, OfAllFacesCountsBackgroundAndCrowds) {
  const TestFolder folder;
  const std::string more = "1 1 3 3\n2 2 30 20\n5 5 6 6\n20 20 40 30 ignore\n";
  const std::string text = summary_text(load_dataset(all_faces(folder, more)));
  EXPECT_THAT(text, HasSubstr("23 faces, 1 regions to ignore\n"));
  EXPECT_THAT(text, HasSubstr("background  1 of the usable images (4.5 %) show no face\n"
                              "crowds      no face: 1, 1 face: 20, 2 faces: 0, 3-5 faces: 1, "
                              "6+ faces: 0\n"));
  // Of 23 faces, 20 are 10 wide in images of 40 x 30.
  EXPECT_THAT(text, HasSubstr("  side / image's long side      0.070    0.250    0.250"));
  EXPECT_THAT(text, Not(HasSubstr("mean box")));
}

TEST(LoadDataset, SaysWhichFileIsProbablyMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"Extra File.PNG", "extra%20file.png"},  {"extra.png", "sub/extra.png"},
      {"sub/extra.png", "sub\\Extra.png"},     {"extra.jpeg", "extra.png"},
      {"caf\xc3\xa9.png", "cafe\xcc\x81.png"},
  };
  for (const auto& [file, label] : cases) {
    const TestFolder folder;
    folder.write_photo("a.png", 40, 30, 1);
    folder.write(std::string("images/") + file, read_file(folder / "a.png"));
    const Dataset dataset = load_with(folder, std::string("# ") + label + "\n1 1 2 2\n");
    ASSERT_EQ(dataset.skipped.size(), 1U) << label;
    EXPECT_THAT(dataset.skipped[0].reason, HasSubstr("is '" + std::string(file) + "' meant?"));
    EXPECT_THAT(dataset.skipped[0].reason, HasSubstr((folder / "images").string()));
  }
}

TEST(LoadDataset, TellsOfDamageAndOrientation) {
  const TestFolder folder;
  std::string jpeg = read_file(folder.write_photo("a.jpg", 160, 120, 4));
  jpeg.replace(jpeg.size() / 2, 2, "\xff\xd9");
  folder.write("images/extra.png", jpeg);
  const Dataset dataset = load_with(folder, "# extra.png\n10 10 50 60\n");
  EXPECT_EQ(dataset.samples.size(), 21U);
  ASSERT_EQ(dataset.damaged.size(), 1U);
  EXPECT_EQ(dataset.damaged[0].image_id, "extra.png");
  const std::string text = summary_text(dataset);
  EXPECT_THAT(text, HasSubstr("damaged     1 images"));
  EXPECT_THAT(text, HasSubstr("brightness"));
}

TEST(LoadDataset, RefusesTheSameFaceTwice) {
  const TestFolder folder;
  folder.write_photo("images/extra.png", 40, 30, 99);
  folder.write_dataset(20);
  folder.write("labels.txt", read_file(folder / "labels.txt") + "# extra.png\n1 1 3 3\n1 1 3 3\n");
  EXPECT_THAT(refusal(options_for(folder)), HasSubstr("extra.png has the face 1 1 3 3 twice"));
  EXPECT_THAT(refusal(all_faces(folder, "1 1 3 3\n1 1 3 3 ignore\n")),
              HasSubstr("more.png has the box 1 1 3 3 twice"));
}

// To be judged by a model, one is enough.
TEST(LoadDataset, ATestSetMayBeTooSmallToTrain) {
  const TestFolder folder;
  folder.write_dataset(2);
  const Dataset dataset = load_dataset(options_for(folder));
  EXPECT_EQ(dataset.samples.size(), 2U);
  EXPECT_THAT(message_of([&] { require_trainable(dataset); }),
              HasSubstr("1 images for training and 1 for validation"));
}

TEST(LoadDataset, SaysHowManyNearDuplicatesApply) {
  const TestFolder folder;
  folder.write_dataset(20);
  DatasetOptions options = options_for(folder);
  options.near_duplicates = folder.write("pairs.txt", "1.png 2.png\n1.png gone.png\n");
  EXPECT_THAT(summary_text(load_dataset(options)), HasSubstr("1 of 2 near-duplicates"));
  folder.write("pairs.txt", "1.PNG 2.PNG\n3.PNG 4.PNG\n");
  EXPECT_THAT(refusal(options), HasSubstr("none of its 2 pairs"));
}

}  // namespace
}  // namespace efs::data
