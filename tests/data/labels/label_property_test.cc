// Properties that every label reader has, on files made at random.
#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "data/labels/label_formats.h"

namespace efs::data {
namespace {

detect::Box random_box(Rng& rng) {
  detect::Box box;
  box.xmin = rng.uniform(-10, 300);
  box.ymin = rng.uniform(-10, 300);
  box.xmax = box.xmin + rng.uniform(1, 100);
  box.ymax = box.ymin + rng.uniform(1, 100);
  return box;
}

std::vector<LabelledImage> random_images(Rng& rng) {
  std::vector<LabelledImage> images(static_cast<std::size_t>(rng.integer(1, 20)));
  for (std::size_t i = 0; i < images.size(); ++i) {
    images[i].image_id = fmt::format("folder {}/{}.jpg", rng.integer(0, 3), i);
    images[i].faces.resize(static_cast<std::size_t>(rng.integer(0, 4)));
    images[i].ignored.resize(static_cast<std::size_t>(rng.integer(0, 2)));
    for (detect::Box& face : images[i].faces) face = random_box(rng);
    for (detect::Box& region : images[i].ignored) region = random_box(rng);
  }
  return images;
}

/// FDDB's lists name no regions to ignore.
std::string write(const std::string& format, const std::vector<LabelledImage>& images) {
  std::string text = format == "csv" ? "image_id,x1,y1,x2,y2,ignore\n" : "";
  for (const LabelledImage& image : images) {
    if (format == "edgefacesearch") text += fmt::format("# {}\n", image.image_id);
    if (format == "fddb") text += fmt::format("{}\n{}\n", image.image_id, image.faces.size());
    for (const detect::Box& b : image.faces) {
      if (format == "edgefacesearch") {
        text += fmt::format("{} {} {} {}\n", b.xmin, b.ymin, b.xmax, b.ymax);
      } else if (format == "fddb") {
        text += fmt::format("{} {} 0 {} {} 1\n", b.width() / 2, b.height() / 2,
                            (b.xmin + b.xmax) / 2, (b.ymin + b.ymax) / 2);
      } else {
        text +=
            fmt::format("\"{}\",{},{},{},{},0\n", image.image_id, b.xmin, b.ymin, b.xmax, b.ymax);
      }
    }
    for (const detect::Box& b : image.ignored) {
      if (format == "edgefacesearch") {
        text += fmt::format("{} {} {} {} ignore\n", b.xmin, b.ymin, b.xmax, b.ymax);
      } else if (format == "csv") {
        text += fmt::format("{},{},{},{},{},1\n", image.image_id, b.xmin, b.ymin, b.xmax, b.ymax);
      }
    }
    if (format == "csv" && image.faces.empty() && image.ignored.empty()) {
      text += image.image_id + "\n";
    }
  }
  return text;
}

TEST(LabelReaders, ReadBackWhatWasWrittenAndRecogniseIt) {
  Rng rng(3);
  for (int round = 0; round < 100; ++round) {
    const std::vector<LabelledImage> images = random_images(rng);
    for (const LabelFormat& format : label_formats()) {
      const std::string text = write(format.name, images);
      EXPECT_EQ(detect_label_format(text, "f").name, format.name);
      const std::vector<LabelledImage> back = format.read(text, "f");
      ASSERT_EQ(back.size(), images.size()) << format.name;
      for (std::size_t i = 0; i < images.size(); ++i) {
        EXPECT_EQ(back[i].image_id, images[i].image_id);
        ASSERT_EQ(back[i].faces.size(), images[i].faces.size());
        if (format.name != "fddb") EXPECT_EQ(back[i].ignored, images[i].ignored);
        for (std::size_t f = 0; f < images[i].faces.size(); ++f) {
          EXPECT_NEAR(back[i].faces[f].xmin, images[i].faces[f].xmin, 1e-9);
          EXPECT_NEAR(back[i].faces[f].ymin, images[i].faces[f].ymin, 1e-9);
          EXPECT_NEAR(back[i].faces[f].xmax, images[i].faces[f].xmax, 1e-9);
          EXPECT_NEAR(back[i].faces[f].ymax, images[i].faces[f].ymax, 1e-9);
        }
      }
    }
  }
}

// A damaged file is read or refused with its line; it never ends in anything else.
TEST(LabelReaders, DamagedFilesAreReadOrRefusedByLine) {
  Rng rng(4);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    const LabelFormat& format = label_formats()[static_cast<std::size_t>(rng.integer(0, 2))];
    std::string text = write(format.name, random_images(rng));
    const auto damages = rng.integer(1, 5);
    for (std::int64_t i = 0; i < damages; ++i) {
      const auto position =
          static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(text.size()) - 1));
      text[position] = static_cast<char>(rng.integer(0, 255));
    }
    try {
      for (const LabelledImage& image : format.read(text, "f")) {
        EXPECT_FALSE(image.image_id.empty());
        EXPECT_GE(image.line, 1);
      }
    } catch (const Error& error) {
      ++refused;
      EXPECT_TRUE(std::string(error.what()).starts_with("f:")) << error.what();
    }
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace efs::data
