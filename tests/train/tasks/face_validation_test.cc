#include "train/tasks/face_validation.h"

#include <gtest/gtest.h>

namespace efs::train {
namespace {

TEST(FacesMetrics, AreThoseOfDetect) {
  const detect::Truth truth{.faces = {{0, 0, 10, 10}, {20, 0, 30, 10}}, .ignored = {}};
  const std::vector<detect::ImageOverlaps> images{detect::image_overlaps(
      {.detections = {{{0, 0, 10, 10}, 0.9}, {{50, 50, 60, 60}, 0.8}}, .truth = truth})};
  const NamedValues metrics = faces_metrics(2.5, images);
  EXPECT_EQ(metrics.find(kLoss), 2.5);
  // Precision 1 at the recalls 0 to 0.5, which are 51 of COCO's 101.
  EXPECT_NEAR(metrics.value("val_ap50"), 51.0 / 101.0, 1e-12);
  EXPECT_NEAR(metrics.value("val_ap"), 51.0 / 101.0, 1e-12);
  EXPECT_EQ(metrics.find("val_recall_fp10"), 0.5);
  EXPECT_EQ(faces_metrics(1.0, {}).find("val_ap"), 0.0);
}

}  // namespace
}  // namespace efs::train
