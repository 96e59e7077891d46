// Measures against pycocotools' own numbers, see coco_answers.py.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/text/json.h"
#include "detect/average_precision.h"

namespace efs::detect {
namespace {

Box box_in(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>(),
          json.at(3).get<double>()};
}

std::vector<Box> boxes_in(const Json& json) {
  std::vector<Box> boxes;
  for (const Json& box : json) boxes.push_back(box_in(box));
  return boxes;
}

class CocoAnswers : public ::testing::Test {
 protected:
  CocoAnswers() {
    std::ifstream file(std::filesystem::path(EFS_SOURCE_DIR) / "tests/detect/coco_answers.json");
    const Json json = Json::parse(file);
    expected_ = json.at("expected");
    for (const Json& image : json.at("images")) {
      DetectedImage& read = images_.emplace_back();
      read.truth = {boxes_in(image.at("faces")), boxes_in(image.at("ignored"))};
      for (const Json& box : image.at("detections")) {
        read.detections.push_back({box_in(box), box.at(4).get<double>()});
      }
    }
  }

  double expected(const std::string& name) const { return expected_.at(name).get<double>(); }

  Json expected_;
  std::vector<DetectedImage> images_;
};

// 1e-12: numpy adds in another order, and COCO adds 2.2e-16 to a denominator.
constexpr double kRounding = 1e-12;

TEST_F(CocoAnswers, OfTheSummary) {
  const CocoSummary summary = coco_summary(image_overlaps(images_));
  EXPECT_NEAR(summary.ap.value(), expected("ap"), kRounding);
  EXPECT_NEAR(summary.ap50.value(), expected("ap50"), kRounding);
  EXPECT_NEAR(summary.ap75.value(), expected("ap75"), kRounding);
  EXPECT_NEAR(summary.ap_small.value(), expected("ap_small"), kRounding);
  EXPECT_NEAR(summary.ap_medium.value(), expected("ap_medium"), kRounding);
  EXPECT_NEAR(summary.ap_large.value(), expected("ap_large"), kRounding);
  EXPECT_NEAR(summary.recall_at_100.value(), expected("recall_at_100"), kRounding);
}

TEST_F(CocoAnswers, OfEachThreshold) {
  const auto values = average_precisions(pool(image_overlaps(images_)));
  ASSERT_TRUE(values);
  for (std::size_t iou = 0; iou < values->size(); ++iou) {
    EXPECT_NEAR((*values)[iou], expected_.at("ap_by_iou").at(iou).get<double>(), kRounding)
        << kIouThresholds[iou];
  }
}

}  // namespace
}  // namespace efs::detect
