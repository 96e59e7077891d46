// Properties that every label reader has, on files made at random.
#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "data/labels/label_formats.h"
#include "data/labels/label_writers.h"

namespace efs::data {
namespace {

LabelledBox random_box(Rng& rng) {
  LabelledBox box;
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
    images[i].stated_size = {static_cast<int>(rng.integer(300, 500)), 400};
    images[i].faces.resize(static_cast<std::size_t>(rng.integer(0, 4)));
    images[i].ignored.resize(static_cast<std::size_t>(rng.integer(0, 2)));
    for (LabelledBox& face : images[i].faces) face = random_box(rng);
    for (LabelledBox& region : images[i].ignored) region = random_box(rng);
  }
  return images;
}

/// Lists of FDDB, which are only read; they name no regions to ignore.
std::string fddb_text(const std::vector<LabelledImage>& images) {
  std::string text;
  for (const LabelledImage& image : images) {
    text += fmt::format("{}\n{}\n", image.image_id, image.faces.size());
    for (const LabelledBox& b : image.faces) {
      text += fmt::format("{} {} 0 {} {} 1\n", b.width() / 2, b.height() / 2, (b.xmin + b.xmax) / 2,
                          (b.ymin + b.ymax) / 2);
    }
  }
  return text;
}

/// Texts of formats that label all images in one file, and the format of each.
std::vector<std::pair<std::string, std::string>> texts_of(
    const std::vector<LabelledImage>& images) {
  std::vector<std::pair<std::string, std::string>> texts{{"fddb", fddb_text(images)}};
  for (const LabelWriter& writer : label_writers()) {
    if (!label_format(writer.name).suffix_of_one_image.empty()) continue;
    texts.emplace_back(writer.name, writer.write(images).front().content);
  }
  return texts;
}

void expect_near(const std::vector<LabelledBox>& found, const std::vector<LabelledBox>& boxes) {
  ASSERT_EQ(found.size(), boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_NEAR(found[i].xmin, boxes[i].xmin, 1e-9);
    EXPECT_NEAR(found[i].ymin, boxes[i].ymin, 1e-9);
    EXPECT_NEAR(found[i].xmax, boxes[i].xmax, 1e-9);
    EXPECT_NEAR(found[i].ymax, boxes[i].ymax, 1e-9);
  }
}

TEST(LabelReaders, ReadBackWhatWasWrittenAndRecogniseIt) {
  Rng rng(3);
  for (int round = 0; round < 100; ++round) {
    const std::vector<LabelledImage> images = random_images(rng);
    for (const auto& [format, text] : texts_of(images)) {
      EXPECT_EQ(detect_label_format(text, "f").name, format);
      const auto back = label_format(format).read(text, {.name = "f", .group_column = ""}).images;
      ASSERT_EQ(back.size(), images.size()) << format;
      for (std::size_t i = 0; i < images.size(); ++i) {
        EXPECT_EQ(back[i].image_id, images[i].image_id);
        expect_near(back[i].faces, images[i].faces);
        if (format != "fddb") expect_near(back[i].ignored, images[i].ignored);
      }
    }
  }
}

// A damaged file is read or refused by its name; it never ends in anything else.
TEST(LabelReaders, DamagedFilesAreReadOrRefused) {
  Rng rng(4);
  int refused = 0;
  for (int round = 0; round < 500; ++round) {
    for (auto& [format, text] : texts_of(random_images(rng))) {
      for (auto i = rng.integer(1, 5); i > 0; --i) {
        const auto position =
            static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(text.size()) - 1));
        text[position] = static_cast<char>(rng.integer(0, 255));
      }
      try {
        for (const LabelledImage& image :
             label_format(format).read(text, {.name = "f", .group_column = ""}).images) {
          EXPECT_FALSE(image.image_id.empty());
          EXPECT_GE(image.place, 1);
        }
      } catch (const Error& error) {
        ++refused;
        const std::string message = error.what();
        EXPECT_TRUE(message.starts_with("f:") || message.starts_with("f,")) << message;
      }
    }
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace efs::data
