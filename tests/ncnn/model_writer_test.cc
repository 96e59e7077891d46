#include "ncnn/model_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::ncnn {
namespace {

// The form of ncnn's wiki, "param and model file structure".
TEST(ModelWriter, WritesLayersAndCountsBlobs) {
  ModelWriter writer(NumberFormat::kFloat32);
  writer.layer("Input", {}, "input", {{0, 8}, {1, 4}, {2, 3}});
  writer.layer("Clip", {"input"}, "six", {{0, 0}, {1, 6.5}});
  writer.layer("Crop", {"six"}, "a part");
  writer.list(9, {1});
  EXPECT_EQ(writer.param(),
            "7767517\n3 3\n"
            "Input input 0 1 input 0=8 1=4 2=3\n"
            "Clip six 1 1 input six 0=0 1=6.500000000e+00\n"
            "Crop a_part 1 1 six a_part -23309=1,1\n");
}

TEST(ModelWriter, SplitsWhatSeveralRead) {
  ModelWriter writer(NumberFormat::kFloat32);
  writer.layer("Input", {}, "x");
  writer.layer("ReLU", {"x"}, "y");
  writer.layer("BinaryOp", {"x", "y"}, "sum", {{0, 0}});
  EXPECT_EQ(writer.param(),
            "7767517\n4 5\n"
            "Input x 0 1 x\n"
            "Split x/split 1 2 x x/copy0 x/copy1\n"
            "ReLU y 1 1 x/copy0 y\n"
            "BinaryOp sum 2 1 x/copy1 y sum 0=0\n");
}

TEST(ModelWriter, MarksWeightsAndNotBiases) {
  ModelWriter single(NumberFormat::kFloat32);
  single.layer("InnerProduct", {"x"}, "y");
  single.weights({1.0F});
  single.floats({2.0F});
  EXPECT_EQ(single.bin(), std::string("\0\0\0\0\0\0\x80\x3f\0\0\0\x40", 12));
  ModelWriter half(NumberFormat::kFloat16);
  half.layer("InnerProduct", {"x"}, "y");
  half.weights({1.0F});
  half.floats({2.0F});
  EXPECT_EQ(half.bin(), std::string("\x47\x6b\x30\x01\x00\x3c\0\0\0\0\0\x40", 12));
}

TEST(ModelWriter, RefusesWeightsThatAreTooLargeForHalf) {
  ModelWriter writer(NumberFormat::kFloat16);
  writer.layer("Convolution", {"x"}, "layer1.conv");
  try {
    writer.weights({70000.0F});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("layer1.conv"));
  }
}

}  // namespace
}  // namespace efs::ncnn
