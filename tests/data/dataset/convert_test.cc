#include "data/dataset/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text/named_rows.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

const LabelWriter& writer(const std::string& name) {
  return find_row(label_writers(), "format", name);
}

/// Photographs in two folders, with faces of broken numbers, none, and regions to ignore.
struct Photographs : TestFolder {
  explicit Photographs(bool ignored = true) {
    Rng rng(1);
    std::string labels;
    for (int i = 0; i < 12; ++i) {
      const std::string id = fmt::format("{} b/{}.png", i % 2 == 0 ? "a" : "c", i);
      write_photo("photos/" + id, 60 + i, 50, static_cast<unsigned>(i));
      labels += "# " + id + "\n";
      for (int face = 0; face < i % 4; ++face) {
        const double x = rng.uniform(0, 30), y = rng.uniform(0, 20);
        labels += fmt::format("{} {} {} {}{}\n", x, y, x + rng.uniform(2, 25),
                              y + rng.uniform(2, 25), ignored && face == 2 ? " ignore" : "");
      }
    }
    write("labels.txt", labels);
  }
  DatasetOptions options() const {
    DatasetOptions options;
    options.images = *this / "photos";
    options.labels = *this / "labels.txt";
    options.faces = FaceRule::kAll;
    return options;
  }
};

TEST(ConvertLabels, EveryPairOfFormatsGivesTheSameDataSet) {
  const Photographs photographs(false);
  const std::string digest = load_dataset(photographs.options()).digest;
  for (const LabelWriter& first : label_writers()) {
    const fs::path one = photographs / ("one-" + first.name);
    convert_labels(photographs.options(), first, one);
    DatasetOptions options = photographs.options();
    options.labels = one;
    EXPECT_EQ(load_dataset(options).digest, digest) << first.name;
    if (first.is_folder) {
      options.images.clear();  // the folder leads to them
      EXPECT_EQ(load_dataset(options).digest, digest) << first.name;
    }
    for (const LabelWriter& second : label_writers()) {
      const fs::path two = photographs / (first.name + "-" + second.name);
      convert_labels(options, second, two);
      DatasetOptions again = photographs.options();
      again.labels = two;
      EXPECT_EQ(load_dataset(again).digest, digest) << first.name << " " << second.name;
    }
  }
}

TEST(ConvertLabels, KeepsRegionsToIgnoreOrSaysThatTheyAreLost) {
  const Photographs photographs;
  const std::string digest = load_dataset(photographs.options()).digest;
  for (const LabelWriter& one : label_writers()) {
    const fs::path out = photographs / one.name;
    const Conversion conversion = convert_labels(photographs.options(), one, out);
    EXPECT_EQ(conversion.ignored, 3U);
    EXPECT_EQ(conversion.lost_ignored, one.has_ignored ? 0U : 3U);
    DatasetOptions options = photographs.options();
    options.labels = out;
    EXPECT_EQ(load_dataset(options).digest == digest, one.has_ignored) << one.name;
  }
}

TEST(ConvertLabels, KeepsADivision) {
  const Photographs photographs(false);
  DatasetOptions options = photographs.options();
  options.validation_images = photographs / "photos/c b";
  const std::string digest = load_dataset(options).digest;
  for (const LabelWriter& one : label_writers()) {
    const fs::path out = photographs / one.name;
    const Conversion conversion = convert_labels(options, one, out);
    EXPECT_EQ(conversion.lost_sides, !one.has_sides);
    DatasetOptions back = photographs.options();
    back.labels = out;
    EXPECT_EQ(load_dataset(back).digest == digest, one.has_sides) << one.name;
  }
}

TEST(ConvertLabels, RefusesWhatCannotBeWritten) {
  const Photographs photographs;
  photographs.write("there", "precious");
  EXPECT_THAT(error_message([&] {
                convert_labels(photographs.options(), writer("csv"), photographs / "there");
              }),
              HasSubstr("--out"));
  EXPECT_EQ(read_file(photographs / "there"), "precious");
  photographs.write("labels.txt", "# a b/0.png\n1 1 5 5\n# a b/0.jpg\n");
  fs::copy(photographs / "photos/a b/0.png", photographs / "photos/a b/0.jpg");
  EXPECT_THAT(error_message([&] {
                convert_labels(photographs.options(), writer("yolo"), photographs / "y");
              }),
              HasSubstr("the same label file"));
  photographs.write("labels.txt", "# a b/0.png\n1 1 5 5\n# absent.png\n");
  EXPECT_THAT(error_message([&] {
                convert_labels(photographs.options(), writer("coco"), photographs / "y");
              }),
              HasSubstr("absent.png: missing file"));
  EXPECT_FALSE(fs::exists(photographs / "y"));
  EXPECT_EQ(convert_labels(photographs.options(), writer("csv"), photographs / "y").images, 2U);
}

}  // namespace
}  // namespace efs::data
