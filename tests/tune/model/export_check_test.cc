// Files of another batch than 1, which are run with it before they are called written.
#include "tune/model/export_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/files.h"
#include "device/onnx_file.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "tune/model/model_export.h"
#include "tune/model/predictor.h"
#include "tune/model/small_networks.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

const onnx::Batch kAny{.size = std::nullopt};

std::vector<std::string> runs_of(const ExportForm& form) {
  std::vector<std::string> texts;
  for (const CheckRun& run : check_runs("model.onnx", form)) {
    texts.push_back(fmt::format("{} {}", run.runtime.name, run.images));
  }
  return texts;
}

TEST(ExportCheck, RunsTheBatchOfTheFile) {
  using testing::ElementsAre;
  EXPECT_THAT(runs_of({}), ElementsAre("opencv 1"));
  EXPECT_THAT(runs_of({.precision = "fp16"}), ElementsAre("onnxruntime 1"));
  EXPECT_THAT(runs_of({.batch = {.size = 4}}), testing::Contains("onnxruntime 4"));
  EXPECT_THAT(runs_of({.batch = kAny}),
              testing::IsSupersetOf({"onnxruntime 3", "onnxruntime 1", "opencv 1"}));
  EXPECT_THAT(runs_of({.precision = "int8", .batch = kAny}),
              ElementsAre("onnxruntime 3", "onnxruntime 1"));
}

TEST(ExportCheck, FindsAFileOfOtherWeights) {
  const TemporaryStudy study(2);
  const auto graph = small_network();
  const auto out = study.root() / "model.onnx";
  const ExportForm form{.batch = {.size = 2}};
  export_model(graph, train::initial_weights(graph, 3), info_of(64), out, form);
  const auto others = train::initial_weights(graph, 4);
  const auto info = info_of(64);
  EXPECT_THAT(message_of([&] {
                check_export(out, check_runs(out, form), form, {graph, others, info, info, 1e-4});
              }),
              testing::HasSubstr("computes another result"));
}

TEST(ExportCheck, FilesOfEachFormPassIt) {
  const TemporaryStudy study(2);
  const auto graph = dense_network(square(64));
  const auto weights = train::initial_weights(graph, 3);
  const auto out = study.root() / "model.onnx";
  for (const onnx::Batch& batch : {onnx::Batch{.size = 4}, kAny}) {
    for (const auto outputs : {onnx::FaceOutputs::kDecoded, onnx::FaceOutputs::kRaw}) {
      const auto check = export_model(graph, weights, dense_info(square(64)), out,
                                      {.outputs = outputs, .batch = batch});
      EXPECT_LT(check.largest_difference, 1e-5);
      EXPECT_EQ(device::onnx_takes_any_batch(read_file(out)), batch.is_dynamic());
      EXPECT_EQ(device::onnx_batch(read_file(out)), batch.size.value_or(1));
    }
    ExportForm int8{.precision = "int8", .batch = batch};
    for (const float value : {0.5F, -0.5F}) int8.images.emplace_back(3 * 64 * 64, value);
    EXPECT_LT(export_model(graph, weights, dense_info(square(64)), out, int8).largest_difference,
              1e-1);
  }
}

TEST(ExportCheck, AFileOfAnyBatchPredictsAndOneOfSeveralImagesDoesNot) {
  const TemporaryStudy study(2);
  const auto graph = small_network();
  const auto weights = train::initial_weights(graph, 3);
  const auto out = study.root() / "model.onnx";
  const auto& photograph = study.dataset.samples.front().path;
  export_model(graph, weights, info_of(64), out);
  const detect::Box box = Predictor(out).predict(photograph).box();
  export_model(graph, weights, info_of(64), out, {.batch = kAny});
  EXPECT_EQ(Predictor(out).predict(photograph).box().xmin, box.xmin);
  export_model(graph, weights, info_of(64), out, {.batch = {.size = 4}});
  const std::string refusal = message_of([&] { Predictor predictor(out); });
  EXPECT_THAT(refusal, testing::HasSubstr("takes 4 images"));
  EXPECT_THAT(refusal, testing::HasSubstr("`efs export`"));
}

}  // namespace
}  // namespace efs::tune
