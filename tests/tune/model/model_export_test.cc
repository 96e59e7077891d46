#include "tune/model/model_export.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "nn/network.h"
#include "train/network/initial_weights.h"
#include "tune/model/predictor.h"
#include "tune/model/runtimes.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

graph::Graph small_network() {
  return nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = square(64)});
}

onnx::ModelInfo info_of(int input) {
  onnx::ModelInfo info;
  info.input = square(input);
  info.architecture = "squeezenet1_1";
  info.head = "gap";
  return info;
}

TEST(ModelExport, TheFilePredictsBoxesInsideTheImage) {
  const TemporaryStudy study(4);
  const auto graph = small_network();
  const auto out = study.root() / "model.onnx";
  const auto check = export_model(graph, train::initial_weights(graph, 3), info_of(64), out);
  EXPECT_LT(check.largest_difference, 1e-4);
  EXPECT_EQ(check.size_bytes, std::filesystem::file_size(out));
  Predictor predictor(out);
  for (const auto& sample : study.dataset.samples) {
    const auto prediction = predictor.predict(sample.path);
    EXPECT_EQ(prediction.image_width, sample.image_width);
    EXPECT_GE(prediction.box().xmin, 0.0);
    EXPECT_LE(prediction.box().xmax, prediction.image_width);
  }
}

TEST(ModelExport, TheSuffixChoosesTheKindOfFile) {
  const TemporaryStudy study(2);
  const auto graph = small_network();
  const auto weights = train::initial_weights(graph, 3);
  const auto out = study.root() / "model.pt";
  EXPECT_LT(export_model(graph, weights, info_of(64), out).largest_difference, 1e-4);
  EXPECT_EQ(runtime("torch").load(out, {})->input_count(), std::size_t{3 * 64 * 64});
  EXPECT_THROW(export_model(graph, weights, info_of(64), study.root() / "model.bin"), UsageError);
  EXPECT_FALSE(std::filesystem::exists(study.root() / "model.bin"));
  // As a board's runtime may take that was away when the search began.
  const auto onnx = [] { return std::string("its bytes"); };
  EXPECT_THROW(write_model(graph, weights, onnx, study.root() / "model.param"), Error);
  EXPECT_FALSE(std::filesystem::exists(study.root() / "model.param"));
}

TEST(ModelExport, NothingIsWrittenWithoutWeights) {
  const TemporaryStudy study(2);
  const auto graph = small_network();
  auto weights = train::initial_weights(graph, 3);
  weights.erase(weights.begin());
  EXPECT_THROW(export_model(graph, weights, info_of(64), study.root() / "model.onnx"), Error);
  EXPECT_FALSE(std::filesystem::exists(study.root() / "model.onnx"));
}

TEST(ModelExport, NotFiniteWeightsDoNotPassTheCheck) {
  const TemporaryStudy study(2);
  const auto graph = small_network();
  auto weights = train::initial_weights(graph, 3);
  weights.at("head.fc2.bias").values.at(0) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(export_model(graph, weights, info_of(64), study.root() / "model.onnx"), Error);
  EXPECT_FALSE(std::filesystem::exists(study.root() / "model.onnx"));
  EXPECT_FALSE(std::filesystem::exists(study.root() / "model.onnx.unchecked.onnx"));
}

}  // namespace
}  // namespace efs::tune
