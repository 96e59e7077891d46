#include "tune/model/model_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "tune/model/predictor.h"
#include "tune/model/runtimes.h"
#include "tune/model/small_networks.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

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

TEST(ModelExport, FilesForOtherDecodersAreCheckedAndNotPredictedWith) {
  const TemporaryStudy study(2);
  constexpr ImageSize kInput{.width = 96, .height = 64};
  const auto graph = dense_network(kInput);
  const auto weights = train::initial_weights(graph, 3);
  const auto out = study.root() / "model.onnx";
  for (const auto& [outputs, name] : {std::pair(onnx::FaceOutputs::kRaw, "score_8, box_8"),
                                      std::pair(onnx::FaceOutputs::kYunet, "cls_8, cls_16")}) {
    const auto check = export_model(graph, weights, dense_info(kInput), out, {.outputs = outputs});
    EXPECT_LT(check.largest_difference, 1e-5);
    const auto info = onnx::read_model_info(out.string());
    EXPECT_EQ(info.outputs, to_string(outputs));
    EXPECT_EQ(info.task, "faces");
    const std::string refusal = message_of([&] { Predictor predictor(out); });
    EXPECT_THAT(refusal, testing::HasSubstr(name));
    EXPECT_THAT(refusal, testing::HasSubstr("--outputs"));
  }
}

TEST(ModelExport, RawFilesComeInEachPrecision) {
  const TemporaryStudy study(2);
  const auto graph = dense_network(square(64));
  const auto weights = train::initial_weights(graph, 3);
  const auto out = study.root() / "model.onnx";
  ExportForm form{.precision = "fp16", .outputs = onnx::FaceOutputs::kRaw};
  EXPECT_LT(export_model(graph, weights, dense_info(square(64)), out, form).largest_difference,
            1e-2);
  form.precision = "int8";
  form.images.emplace_back(std::size_t{3 * 64 * 64}, 0.5F);
  EXPECT_LT(export_model(graph, weights, dense_info(square(64)), out, form).largest_difference,
            1e-1);
  form.outputs = onnx::FaceOutputs::kYunet;
  EXPECT_THROW(export_model(graph, weights, dense_info(square(64)), out, form), UsageError);
  EXPECT_THROW(export_model(graph, weights, dense_info(square(64)), study.root() / "model.pt",
                            {.outputs = onnx::FaceOutputs::kRaw}),
               UsageError);
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
