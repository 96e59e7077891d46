// What a file's input says of the batch.
#include "device/onnx_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "device/doubling_model.h"
#include "support/message_of.h"

namespace efs::device {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const onnx::Batch kAny{.size = std::nullopt};

/// With other dimensions of the input.
template <typename Change>
std::string with_input(const Change& change) {
  ::onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(doubling_model()));
  change(*model.mutable_graph()
              ->mutable_input(0)
              ->mutable_type()
              ->mutable_tensor_type()
              ->mutable_shape());
  return model.SerializeAsString();
}

TEST(OnnxFile, AnOpenBatchIsTheOneThatIsAskedFor) {
  EXPECT_THAT(onnx_input_shape(doubling_model(kAny)), ElementsAre(1, 1, 2, 2));
  EXPECT_THAT(onnx_input_shape(doubling_model(kAny), 3), ElementsAre(3, 1, 2, 2));
  EXPECT_TRUE(onnx_takes_any_batch(doubling_model(kAny)));
  EXPECT_EQ(onnx_batch(doubling_model(kAny)), 1);
  // Other programs leave it out altogether.
  const std::string nameless = with_input([](auto& shape) { shape.mutable_dim(0)->Clear(); });
  EXPECT_THAT(onnx_input_shape(nameless, 2), ElementsAre(2, 1, 2, 2));
  EXPECT_TRUE(onnx_takes_any_batch(nameless));
}

TEST(OnnxFile, AFixedBatchStays) {
  EXPECT_THAT(onnx_input_shape(doubling_model({.size = 4}), 3), ElementsAre(4, 1, 2, 2));
  EXPECT_FALSE(onnx_takes_any_batch(doubling_model({.size = 4})));
  EXPECT_EQ(onnx_batch(doubling_model({.size = 4})), 4);
  EXPECT_EQ(onnx_batch(doubling_model()), 1);
}

TEST(OnnxFile, OnlyTheBatchMayBeOpen) {
  const std::string open_height =
      with_input([](auto& shape) { shape.mutable_dim(2)->set_dim_param("height"); });
  EXPECT_THAT(message_of([&] { onnx_input_shape(open_height); }),
              HasSubstr("other than an open batch"));
  EXPECT_EQ(onnx_batch(open_height), 1);  // a benchmark program may know what to do with it
  const std::string zero = with_input([](auto& shape) { shape.mutable_dim(0)->set_dim_value(0); });
  EXPECT_THROW(onnx_input_shape(zero), Error);
  EXPECT_THROW(onnx_batch(zero), Error);
}

TEST(OnnxFile, OfAnInputThatIsNoImageTheFirstDimensionIsNoBatch) {
  const std::string table = with_input([](auto& shape) {
    shape.mutable_dim()->RemoveLast();
    shape.mutable_dim(0)->set_dim_value(7);
  });
  EXPECT_EQ(onnx_batch(table), 1);
}

TEST(OnnxFile, AnOpenBatchIsBoundedToo) {
  EXPECT_THAT(message_of([&] { onnx_input_shape(doubling_model(kAny), kMostInputValues); }),
              HasSubstr("more than 67108864 values"));
}

}  // namespace
}  // namespace efs::device
