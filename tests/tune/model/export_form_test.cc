#include "tune/model/export_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "tune/model/model_export.h"
#include "tune/model/small_networks.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

const onnx::Batch kAny{.size = std::nullopt};

TEST(ExportForm, IsPredictableWithDecodedFacesAndSingleImages) {
  EXPECT_TRUE(ExportForm{.precision = "int8"}.is_predictable());
  EXPECT_TRUE(ExportForm{.batch = kAny}.is_predictable());
  const ExportForm several{.precision = "fp16", .batch = {.size = 4}};
  EXPECT_FALSE(several.is_predictable());
  EXPECT_TRUE(several.predictable().is_predictable());
  EXPECT_EQ(several.predictable().precision, "fp16");
  EXPECT_FALSE(ExportForm{.outputs = onnx::FaceOutputs::kRaw}.is_predictable());
}

TEST(ExportForm, RefusesABatchThatTheFileCannotHave) {
  const TemporaryStudy study(2);
  const auto graph = dense_network(square(64));
  const auto weights = train::initial_weights(graph, 3);
  const auto refusal = [&](const char* name, const ExportForm& form) {
    const auto out = study.root() / name;
    EXPECT_THROW(export_model(graph, weights, dense_info(square(64)), out, form), UsageError);
    EXPECT_FALSE(std::filesystem::exists(out));
    return message_of([&] { export_model(graph, weights, dense_info(square(64)), out, form); });
  };
  EXPECT_THAT(refusal("model.pt", {.batch = {.size = 4}}), testing::HasSubstr("takes any batch"));
  EXPECT_THAT(refusal("model.pt", {.batch = kAny}), testing::HasSubstr("takes any batch"));
  EXPECT_THAT(refusal("model.onnx", {.batch = {.size = 1'000'000}}),
              testing::HasSubstr("at most 5461 image(s) of 64x64"));
  for (const onnx::Batch& batch : {onnx::Batch{.size = 2}, kAny}) {
    EXPECT_THAT(refusal("model.onnx", {.outputs = onnx::FaceOutputs::kYunet, .batch = batch}),
                testing::HasSubstr("one image at a time"));
  }
}

}  // namespace
}  // namespace efs::tune
