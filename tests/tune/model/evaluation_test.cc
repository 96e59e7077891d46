#include "tune/model/evaluation.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/files.h"
#include "nn/network.h"
#include "train/network/initial_weights.h"
#include "tune/model/model_export.h"
#include "tune/model/overlay.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

/// A detector whose answer does not depend on the image: all weights of its last layer are 0.
std::filesystem::path constant_box_model(const TemporaryStudy& study,
                                         const std::vector<float>& box) {
  const auto graph =
      nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = square(64)});
  auto weights = train::initial_weights(graph, 3);
  for (auto& value : weights.at("head.fc2.weight").values) value = 0.0F;
  weights.at("head.fc2.bias").values = box;
  onnx::ModelInfo info;
  info.input = square(64);
  info.head = "gap";
  const auto path = study.root() / "constant.onnx";
  export_model(graph, weights, info, path);
  return path;
}

TEST(Evaluation, IsTheIouInOriginalPixels) {
  const TemporaryStudy study(6);
  Predictor predictor(constant_box_model(study, {0.25F, 0.25F, 0.75F, 0.75F}));
  std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
  const auto evaluation = evaluate(predictor, study.dataset, all);
  double sum = 0.0;
  double above = 0.0;
  for (const auto& sample : study.dataset.samples) {
    const double width = sample.image_width;
    const double height = sample.image_height;
    const double iou =
        detect::iou(sample.faces[0], {0.25 * width, 0.25 * height, 0.75 * width, 0.75 * height});
    sum += iou;
    if (iou > 0.5) above += 1.0;
  }
  EXPECT_NEAR(evaluation.mean_iou, sum / 6.0, 1e-6);
  EXPECT_NEAR(evaluation.share_above_50, above / 6.0, 1e-9);
  EXPECT_THROW(evaluate(predictor, study.dataset, {}), Error);
}

TEST(Evaluation, GroupsAreThirdsByTheirProperty) {
  const TemporaryStudy study(7);
  Predictor predictor(constant_box_model(study, {0.25F, 0.25F, 0.75F, 0.75F}));
  const auto evaluation = evaluate(predictor, study.dataset, {0, 1, 2, 3, 4, 5, 6});
  for (const auto& groups : {evaluation.by_face_size, evaluation.by_brightness}) {
    ASSERT_EQ(groups.size(), 3U);
    double sum = 0.0;
    std::size_t images = 0;
    double last = 0.0;
    for (const Group& group : groups) {
      EXPECT_LE(last, group.low);
      EXPECT_LE(group.low, group.high);
      last = group.high;
      sum += group.mean_iou * static_cast<double>(group.images);
      images += group.images;
    }
    EXPECT_EQ(images, 7U);
    EXPECT_NEAR(sum / 7.0, evaluation.mean_iou, 1e-12);
    EXPECT_LE(last, 1.0);
  }
  EXPECT_LE(evaluation.mean_iou_95.low, evaluation.mean_iou);
  EXPECT_GE(evaluation.mean_iou_95.high, evaluation.mean_iou);
  const auto worst = worst_images(evaluation, 2);
  ASSERT_EQ(worst.size(), 2U);
  EXPECT_LE(worst[0].iou, worst[1].iou);
  EXPECT_EQ(evaluate(predictor, study.dataset, {0}).by_face_size.size(), 1U);
}

// The mirror image's box, mirrored back, of an answer that does not depend on the image.
TEST(Evaluation, FlipAveragesWithTheMirrorImage) {
  const TemporaryStudy study(2);
  Predictor predictor(constant_box_model(study, {0.1F, 0.25F, 0.5F, 0.75F}));
  const auto& sample = study.dataset.samples.front();
  const auto box = predictor.predict(sample.path, true).box();
  EXPECT_NEAR(box.xmin, 0.3 * sample.image_width, 1e-4);  // (0.1 + 1 - 0.5) / 2
  EXPECT_NEAR(box.xmax, 0.7 * sample.image_width, 1e-4);  // (0.5 + 1 - 0.1) / 2
  EXPECT_NEAR(box.ymin, 0.25 * sample.image_height, 1e-4);
}

TEST(Evaluation, PredictionsAreClippedToTheImage) {
  const TemporaryStudy study(2);
  Predictor predictor(constant_box_model(study, {-0.5F, -1.0F, 1.5F, 2.0F}));
  const auto& sample = study.dataset.samples.front();
  const auto box = predictor.predict(sample.path).box();
  EXPECT_EQ(box, (detect::Box{0.0, 0.0, static_cast<double>(sample.image_width),
                              static_cast<double>(sample.image_height)}));
}

TEST(Overlays, AreWrittenWithTheirIndexLargestErrorsToo) {
  const TemporaryStudy study(6);
  Predictor predictor(constant_box_model(study, {0.25F, 0.25F, 0.75F, 0.75F}));
  const auto evaluation = evaluate(predictor, study.dataset, {0, 1, 2, 3, 4, 5});
  write_report_overlays(evaluation, study.dataset, study.folder(), 2);
  const auto index = Json::parse(read_file(study.folder().overlay_index()));
  ASSERT_EQ(index.size(), 4U);
  EXPECT_EQ(index[2].at("kind"), "worst");
  for (const auto& image : evaluation.images)
    EXPECT_GE(image.iou, index[2].at("iou").get<double>());
  for (const auto& entry : index) {
    EXPECT_TRUE(
        std::filesystem::exists(study.folder().root() / entry.at("file").get<std::string>()));
  }
}

}  // namespace
}  // namespace efs::tune
