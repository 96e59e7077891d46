#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "device/runtime_contract.h"
#include "device/runtimes/tensorrt.h"
#include "graph/builder.h"
#include "onnx/exporter.h"
#include "support/message_of.h"
#include "support/temporary_file.h"

namespace efs::device {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

/// output = 2 * ReLU(input) + 1, [1,1,2,2].
std::string doubling_model() {
  graph::Builder b(1, 2, 2);
  graph::NodeId x = b.add("relu", graph::Activation{}, b.input());
  x = b.add("conv", graph::Conv2d{.out_channels = 1}, x);
  return onnx::export_onnx(
      b.finish(x), {{"conv.weight", {{1, 1, 1, 1}, {2.0F}}}, {"conv.bias", {{1}, {1.0F}}}}, {});
}

TEST(TensorrtRuntime, KeepsTheContractOrSaysHowToGetIt) {
  const Runtime runtime = tensorrt_runtime();
  EXPECT_EQ(runtime.name, "tensorrt");
  EXPECT_EQ(runtime.suffix, ".onnx");
  const TemporaryFile model("model.onnx", doubling_model());
  const std::string absent = message_of([&] { runtime.version(); });
  if (absent == "no error") {
    check_runtime_contract(runtime, model.path());
    return;
  }
  const auto cure = AnyOf(AllOf(HasSubstr("-DEFS_TENSORRT=ON"), HasSubstr("trtexec")),
                          HasSubstr("CUDA: "));  // it is built in, but here is no GPU
  EXPECT_THAT(absent, cure);
  EXPECT_THAT(message_of([&] { runtime.load(model.path(), {}); }), cure);
}

TEST(TensorrtRuntime, IsInTheTable) {
  EXPECT_THAT(runtimes(), testing::Contains(testing::Field(&Runtime::name, "tensorrt")));
}

}  // namespace
}  // namespace efs::device
