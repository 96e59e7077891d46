#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "device/doubling_model.h"
#include "device/runtime_contract.h"
#include "device/runtimes/runtimes.h"
#include "graph/builder.h"
#include "onnx/exporter.h"
#include "support/message_of.h"
#include "support/temporary_file.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(TensorrtRuntime, KeepsTheContractOrSaysHowToGetIt) {
  const Runtime runtime = tensorrt_runtime();
  EXPECT_EQ(runtime.name, "tensorrt");
  EXPECT_EQ(runtime.suffix, ".onnx");
  const TemporaryFile model("model.onnx", doubling_model());
  const TemporaryFolder cache;
  ::setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
  const std::string absent = message_of([&] { runtime.version(); });
  if (absent == "no error") {
    check_runtime_contract(runtime, model.path());
    // Since TensorRT 11 the file decides.
    const std::string refused =
        message_of([&] { runtime.load(model.path(), {.precision = "fp16"}); });
    EXPECT_THAT(refused, AnyOf("no error", HasSubstr("converts nothing")));
    const std::string precision = refused == "no error" ? "fp16" : "fp32";
    const auto session = runtime.load(model.path(), {.precision = precision});
    EXPECT_THAT(session->run(std::vector<float>{-1, 0, 1, 2.5}), ElementsAre(1, 1, 3, 6));
    EXPECT_EQ(session->build_s(), 0.0);  // kept since it was loaded before
    EXPECT_THROW(runtime.load(model.path(), {.precision = "int8"}), UsageError);
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
