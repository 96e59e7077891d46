#include "deploy/model_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::deploy {
namespace {

using ::testing::HasSubstr;

onnx::ModelInfo faces_model() {
  onnx::ModelInfo info{.task = kFacesTask, .input = {160, 128}, .fit = "letterbox"};
  info.padding = "124,116,104";
  info.score_threshold = 0.375;
  info.nms_iou = 0.25;
  return info;
}

TEST(ModelFacts, ArePython) {
  const std::string text = as_python(facts_of(faces_model(), "my model.onnx"));
  EXPECT_THAT(text, HasSubstr("MODEL_FILE = \"my model.onnx\"\n"));
  EXPECT_THAT(text, HasSubstr("FINDS_FACES = True  #"));
  EXPECT_THAT(text, HasSubstr("INPUT_WIDTH = 160  #"));
  EXPECT_THAT(text, HasSubstr("INPUT_HEIGHT = 128  #"));
  EXPECT_THAT(text, HasSubstr("PADDING = (124, 116, 104)"));
  EXPECT_THAT(text, HasSubstr("MEAN = (0.485, 0.456, 0.406)"));
  EXPECT_THAT(text, HasSubstr("SCORE_THRESHOLD = 0.375"));
}

TEST(ModelFacts, AreCpp) {
  const std::string text = as_cpp(facts_of(faces_model(), "model.onnx"));
  EXPECT_THAT(text, HasSubstr("constexpr const char* kModelFile = \"model.onnx\";\n"));
  EXPECT_THAT(text, HasSubstr("constexpr bool kKeepsAspectRatio = true;"));
  EXPECT_THAT(text, HasSubstr("constexpr double kPadding[] = {124, 116, 104};"));
  EXPECT_THAT(text, HasSubstr("constexpr double kNmsIou = 0.25;"));
}

TEST(ModelFacts, AreJavascript) {
  const std::string text = as_javascript(facts_of(faces_model(), "model.onnx"));
  EXPECT_THAT(text, HasSubstr("const model = {\n  modelFile: \"model.onnx\",\n"));
  EXPECT_THAT(text, HasSubstr("output: \"faces\","));
  EXPECT_THAT(text, HasSubstr("standardDeviation: [0.229, 0.224, 0.225],"));
}

TEST(ModelFacts, OneFaceHasNoPadding) {
  const onnx::ModelInfo info{.input = {64, 64}};
  const std::string text = as_python(facts_of(info, "model.onnx"));
  EXPECT_THAT(text, HasSubstr("FINDS_FACES = False"));
  EXPECT_THAT(text, HasSubstr("OUTPUT = \"box\""));
  EXPECT_THAT(text, HasSubstr("KEEPS_ASPECT_RATIO = False"));
  EXPECT_THAT(text, HasSubstr("PADDING = (0, 0, 0)"));
}

}  // namespace
}  // namespace efs::deploy
