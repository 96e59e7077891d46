#include "tune/model/given_detections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::tune {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

const detect::Box kFace{10, 10, 50, 60};
const detect::Box kOther{60, 20, 90, 55};

/// Three images of 100 x 80 pixels: one face, two faces, none. No file is read.
data::Dataset three_images() {
  data::Dataset dataset{.rule = data::FaceRule::kAll};
  for (const auto& [name, faces] : std::vector<std::pair<std::string, std::vector<detect::Box>>>{
           {"one.jpg", {kFace}}, {"two.jpg", {kFace, kOther}}, {"none.jpg", {}}}) {
    data::Sample sample{.image_id = name, .path = name, .faces = faces, .ignored = {}};
    sample.image_width = 100;
    sample.image_height = 80;
    dataset.samples.push_back(sample);
  }
  return dataset;
}

const std::vector<std::size_t> kAll{0, 1, 2};

TEST(GivenDetections, AreJudgedAsAModels) {
  const auto given = evaluate_given(
      {{"one.jpg", {{kFace, 12.0}}}, {"two.jpg", {{kFace, 11.0}, {{0, 60, 9, 79}, 3.0}}}},
      three_images(), kAll);
  const FaceEvaluation& evaluation = given.evaluation;
  EXPECT_EQ(evaluation.faces, 3U);
  // Two of three faces before the first false alarm: of COCO's 101 recalls, 0 to 0.66.
  EXPECT_NEAR(*evaluation.coco.ap50, 67.0 / 101.0, 1e-9);
  EXPECT_NEAR(*detect::discrete_recall(evaluation.curve, 0), 2.0 / 3.0, 1e-12);
  ASSERT_TRUE(evaluation.best_f1);
  EXPECT_NEAR(evaluation.best_f1->f1(), 0.8, 1e-12);
  EXPECT_EQ(evaluation.best_f1->threshold, 7.0);  // between 11 and 3
  EXPECT_EQ(given.detections, 3U);
  EXPECT_EQ(given.detected_images, 2U);
  EXPECT_EQ(given.other_images, 0U);
}

TEST(GivenDetections, OfImagesThatAreNotJudgedAreCounted) {
  const auto given = evaluate_given(
      {{"one.jpg", {{kFace, 1.0}}}, {"two.jpg", {{kFace, 1.0}}}, {"unusable.jpg", {{kFace, 1.0}}}},
      three_images(), {0, 2});
  EXPECT_EQ(given.evaluation.faces, 1U);
  EXPECT_EQ(given.detections, 1U);
  EXPECT_EQ(given.detected_images, 1U);
  EXPECT_EQ(given.other_images, 2U);
  EXPECT_EQ(*given.evaluation.coco.ap, 1.0);
  EXPECT_THROW(evaluate_given({}, three_images(), {}), Error);
}

TEST(GivenDetections, AreClippedToTheirImage) {
  data::Dataset dataset = three_images();
  dataset.samples[0].faces = {{60, 40, 100, 80}};  // in the corner
  const auto given = evaluate_given(
      {{"one.jpg", {{{60, 40, 160, 180}, 0.9}, {{200, 0, 220, 20}, 0.95}}}}, dataset, {0});
  EXPECT_EQ(given.detections, 1U);  // the other one lies outside
  EXPECT_EQ(*given.evaluation.coco.ap, 1.0);
}

TEST(GivenDetections, ThatFindNothing) {
  const auto none = evaluate_given({}, three_images(), kAll);
  EXPECT_EQ(*none.evaluation.coco.ap, 0.0);
  EXPECT_FALSE(none.evaluation.best_f1);
  const auto wrong = evaluate_given({{"none.jpg", {{kFace, 120.0}}}}, three_images(), kAll);
  EXPECT_FALSE(wrong.evaluation.best_f1);
  const Json json = to_json({{"a\xff", &wrong.evaluation, &wrong}});
  EXPECT_EQ(json[0].at("ap50"), 0.0);
  EXPECT_TRUE(json[0].at("best_f1").is_null());
  EXPECT_NO_THROW(json.dump());
}

TEST(GivenDetections, ManyOfOneImageAreCutToTheHighestScores) {
  std::vector<detect::Detection> many(10'000, {{0, 60, 9, 79}, 0.5});
  many.back() = {kFace, 0.6};
  const auto given = evaluate_given({{"one.jpg", many}}, three_images(), {0});
  EXPECT_EQ(given.detections, 10'000U);
  EXPECT_EQ(*given.evaluation.coco.ap, 1.0);
  EXPECT_EQ(given.evaluation.curve.points.back().false_alarms, 99U);
}

TEST(GivenDetections, StandBesideTheModel) {
  const auto given = evaluate_given({{"one.jpg", {{kFace, 12.0}}}}, three_images(), kAll);
  const auto model =
      evaluate_given({{"two.jpg", {{kFace, 0.9}, {kOther, 0.8}}}}, three_images(), kAll);
  const Json json =
      to_json({{"model.onnx", &model.evaluation}, {"haar.txt", &given.evaluation, &given}});
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0].at("name"), "model.onnx");
  EXPECT_THAT(json[0].at("ap50").get<double>(), DoubleNear(67.0 / 101.0, 1e-9));
  EXPECT_FALSE(json[0].contains("detections"));
  EXPECT_EQ(json[1].at("name"), "haar.txt");
  EXPECT_EQ(json[1].at("detections"), 1);
  EXPECT_THAT(json[1].at("recall_at_false_alarms").at("5").get<double>(),
              DoubleNear(1.0 / 3.0, 1e-12));
}

TEST(RecallCurveJson, HasThePointsAndTheThreshold) {
  std::vector<FaceResult> images{
      {"one.jpg", {{{kFace, 0.9}, {kOther, 0.4}}, {.faces = {kFace}, .ignored = {}}}}};
  const Json json = recall_curve_json(summarize_faces(images, 0.5));
  EXPECT_EQ(json.at("images"), 1);
  EXPECT_EQ(json.at("faces"), 1);
  EXPECT_EQ(json.at("deployed"), Json({{"threshold", 0.5}, {"false_alarms", 0}, {"right", 1}}));
  EXPECT_THAT(json.at("points"), ElementsAre(Json({0, 1.0, 0.9}), Json({1, 1.0, 0.4})));
  EXPECT_TRUE(recall_curve_json(summarize_faces(images, 0.95)).at("deployed").is_null());
}

}  // namespace
}  // namespace efs::tune
