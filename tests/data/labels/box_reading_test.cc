#include "data/labels/box_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/rng.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;

/// Faces in photographs of 640 x 480, and what another program writes of each.
std::vector<MeasuredBox> faces(std::size_t count, detect::Box (*write)(const detect::Box& box)) {
  Rng rng(7);
  std::vector<MeasuredBox> boxes;
  for (std::size_t i = 0; i < count; ++i) {
    const double width = rng.uniform(60, 200);
    const double height = width * rng.uniform(1.15, 1.35);
    const double x = rng.uniform(0, 640 - width);
    const double y = rng.uniform(0, 480 - height);
    boxes.push_back({write({x, y, x + width, y + height}), 640, 480});
  }
  return boxes;
}

struct Case {
  const char* name;
  detect::Box (*write)(const detect::Box& box);
  const char* words;
};

const Case kCases[] = {
    {"xywh",
     [](const detect::Box& b) {
       return detect::Box{b.xmin, b.ymin, b.width(), b.height()};
     },
     "x,y,width,height"},
    {"centre",
     [](const detect::Box& b) {
       return detect::Box{(b.xmin + b.xmax) / 2, (b.ymin + b.ymax) / 2, b.width(), b.height()};
     },
     "centre_x,centre_y,width,height"},
    {"y first",
     [](const detect::Box& b) {
       return detect::Box{b.ymin, b.xmin, b.ymax, b.xmax};
     },
     "ymin,xmin,ymax,xmax"},
    {"axes together",
     [](const detect::Box& b) {
       return detect::Box{b.xmin, b.xmax, b.ymin, b.ymax};
     },
     "xmin,xmax,ymin,ymax"},
    {"larger corner first",
     [](const detect::Box& b) {
       return detect::Box{b.xmax, b.ymax, b.xmin, b.ymin};
     },
     "xmax,ymax,xmin,ymin"},
    {"relative",
     [](const detect::Box& b) {
       return detect::Box{b.xmin / 640, b.ymin / 480, b.xmax / 640, b.ymax / 480};
     },
     "xmin,ymin,xmax,ymax in shares"},
    {"YOLO",
     [](const detect::Box& b) {
       return detect::Box{(b.xmin + b.xmax) / 1280, (b.ymin + b.ymax) / 960, b.width() / 640,
                          b.height() / 480};
     },
     "centre_x,centre_y,width,height in shares"},
    {"per cent, as Label Studio",
     [](const detect::Box& b) {
       return detect::Box{b.xmin / 6.4, b.ymin / 4.8, b.width() / 6.4, b.height() / 4.8};
     },
     "x,y,width,height in per cent"},
    {"thousandths, y first",
     [](const detect::Box& b) {
       return detect::Box{b.ymin / .48, b.xmin / .64, b.ymax / .48, b.xmax / .64};
     },
     "ymin,xmin,ymax,xmax in thousandths"},
};

TEST(DoubtBoxes, CornersInPixelsAreNotDoubted) {
  for (const std::size_t count : {1U, 3U, 40U, 2000U}) {
    EXPECT_FALSE(doubt_boxes(faces(count, [](const detect::Box& box) { return box; }))) << count;
  }
  EXPECT_FALSE(doubt_boxes({}));
}

TEST(DoubtBoxes, OtherUnitsAndOrdersAreRecognised) {
  for (const Case& other : kCases) {
    const auto doubt = doubt_boxes(faces(60, other.write));
    ASSERT_TRUE(doubt) << other.name;
    EXPECT_TRUE(doubt->is_certain) << other.name << ": " << doubt->text;
    EXPECT_THAT(doubt->text, HasSubstr(other.words)) << other.name;
    EXPECT_THAT(doubt->text, HasSubstr("pixels are expected")) << other.name;
  }
}

TEST(DoubtBoxes, AFewMistakesAreNoOtherReading) {
  auto boxes = faces(60, [](const detect::Box& box) { return box; });
  std::swap(boxes[3].box.xmin, boxes[3].box.xmax);
  boxes[9].box.ymax = 481;
  EXPECT_FALSE(doubt_boxes(boxes));
}

// Each box by itself is refused with its own message.
TEST(DoubtBoxes, AFewBoxesFitManyReadings) {
  EXPECT_FALSE(doubt_boxes({{{20, 30, 60, 120}, 128, 96}}));
}

// Large faces: as corners every box is one, of an odd shape.
TEST(DoubtBoxes, WidthsThatCouldBeCornersAreAWarning) {
  Rng rng(3);
  std::vector<MeasuredBox> boxes;
  for (int i = 0; i < 40; ++i) {
    const double width = rng.uniform(300, 360);
    boxes.push_back({{rng.uniform(10, 250), rng.uniform(5, 40), width, 1.2 * width}, 640, 480});
  }
  const auto doubt = doubt_boxes(boxes);
  ASSERT_TRUE(doubt);
  EXPECT_FALSE(doubt->is_certain);
  EXPECT_THAT(doubt->text, HasSubstr("x,y,width,height"));
}

}  // namespace
}  // namespace efs::data
