#include "onnx/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <utility>

#include "core/error.h"
#include "graph/builder.h"
#include "support/temporary_file.h"

namespace efs::onnx {
namespace {

using testing::HasSubstr;

std::string model_with(const Metadata& metadata) {
  graph::Builder b(3, 4, 4);
  const graph::Graph graph = b.finish(b.add("relu", graph::Activation{}, b.input()));
  return export_onnx(graph, {}, {.metadata = metadata});
}

ModelInfo full_info() {
  ModelInfo info;
  info.input = square(96);
  info.mean = {0.1, 1.0 / 3.0, 0.5};
  info.architecture = "resnet18";
  info.head = "gap";
  info.variant = "tap 16, neck merge";
  info.precision = "int8";
  info.validation_iou = 0.7123456789012345;
  info.latency_ms = 12.5;
  info.latency_device = "opencv 4.6.0, 1 thread, AMD EPYC, rev \"x\"";
  info.study = "demo";
  info.trial = 0;
  info.dataset_digest = std::string(64, 'a');
  info.photographs = "t00000001v00000002";
  info.program_version = "0.1.0";
  return info;
}

std::string refusal(const std::string& bytes) {
  const TemporaryFile file("model.onnx", bytes);
  try {
    read_model_info(file.path().string());
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(file.path().string()));
    return error.what();
  }
  return "nothing was refused";
}

TEST(Metadata, ReadsBackWhatWasWritten) {
  const ModelInfo written = full_info();
  const TemporaryFile file("model.onnx", model_with(to_metadata(written)));
  const ModelInfo read = read_model_info(file.path().string());
  EXPECT_EQ(to_metadata(read), to_metadata(written));
  EXPECT_EQ(read.mean, written.mean);
  EXPECT_EQ(read.validation_iou, written.validation_iou);
  EXPECT_EQ(read.latency_device, written.latency_device);
  EXPECT_EQ(read.trial, 0);
  EXPECT_EQ(read.variant, written.variant);
  EXPECT_EQ(read.precision, written.precision);
}

TEST(Metadata, LeavesOutWhatIsUnknown) {
  ModelInfo written;
  written.input = {64, 48};
  const TemporaryFile file("model.onnx", model_with(to_metadata(written)));
  const ModelInfo read = read_model_info(file.path().string());
  EXPECT_EQ(read.input, (ImageSize{64, 48}));
  EXPECT_FALSE(read.validation_iou.has_value());
  EXPECT_FALSE(read.latency_ms.has_value());
  EXPECT_FALSE(read.trial.has_value());
  EXPECT_EQ(read.study, "");
}

TEST(Metadata, RefusesWhatIsNoModel) {
  EXPECT_THAT(refusal("this is a text, not a model"), HasSubstr("not an ONNX model"));
  EXPECT_THAT(refusal(""), HasSubstr("not an ONNX model"));
  const std::string good = model_with(to_metadata(full_info()));
  EXPECT_THAT(refusal(good.substr(0, good.size() / 2)), HasSubstr("not an ONNX model"));
  EXPECT_THROW(read_model_info("/nonexistent/model.onnx"), Error);
}

TEST(Metadata, SaysHowAModelGetsItsMetadata) {
  EXPECT_THAT(refusal(model_with({})), HasSubstr("without EdgeFaceSearch's metadata"));
  EXPECT_THAT(refusal(model_with({})), HasSubstr("efs export"));
}

TEST(Metadata, NamesTheBadKeyAndValue) {
  const auto with = [](const std::string& key, const std::string& value) {
    Metadata metadata = to_metadata(full_info());
    metadata[key] = value;
    return refusal(model_with(metadata));
  };
  EXPECT_THAT(with("efs.input_size", "96px"), HasSubstr("'efs.input_size' is '96px'"));
  EXPECT_THAT(with("efs.input_size", "-3"), HasSubstr("'efs.input_size' is '-3'"));
  EXPECT_THAT(with("efs.mean", "1,2"), HasSubstr("'efs.mean' is '1,2'"));
  EXPECT_THAT(with("efs.mean", "1,2,3,4"), HasSubstr("'efs.mean'"));
  EXPECT_THAT(with("efs.std", "1,0,1"), HasSubstr("'efs.std' is '1,0,1'"));
  EXPECT_THAT(with("efs.format", "2"), HasSubstr("format 2, this program reads 1"));
  Metadata without = to_metadata(full_info());
  without.erase("efs.colour_order");
  EXPECT_THAT(refusal(model_with(without)), HasSubstr("lack 'efs.colour_order'"));
}

// A runtime would read beyond the weights, or take none for all.
TEST(Metadata, ThePrecisionOfAForeignFileIsReadFromItsGraph) {
  ::onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(model_with({})));
  const auto precision = [&] {
    const TemporaryFile file("model.onnx", model.SerializeAsString());
    return precision_of(file.path().string());
  };
  EXPECT_EQ(precision(), "fp32");
  auto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_data_type(::onnx::TensorProto::FLOAT16);
  tensor.add_dims(1);
  tensor.set_raw_data(std::string(2, '\0'));
  EXPECT_EQ(precision(), "fp16");
  model.mutable_graph()->add_node()->set_op_type("QuantizeLinear");
  EXPECT_EQ(precision(), "int8");
}

}  // namespace
}  // namespace efs::onnx
