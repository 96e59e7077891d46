#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tune/latency/open_device.h"

namespace efs::tune {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal_of(const LatencyTargets& targets) {
  try {
    check_devices(targets);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Targets, OfThisMachineAreFine) {
  EXPECT_EQ(refusal_of({.all = {{.runtime = "opencv"}, {.name = "t", .runtime = "torch"}}}), "");
}

TEST(Targets, WantARuntimeThatIsHere) {
  EXPECT_THAT(refusal_of({.all = {{.runtime = "opencv"}, {.name = "x", .runtime = "opencw"}}}),
              AllOf(HasSubstr("target x: "), HasSubstr("opencv")));
  // Not built in, or no GPU: either way it cannot run here.
  EXPECT_THAT(refusal_of({.all = {{.runtime = "tensorrt"}}}), HasSubstr("latency: "));
}

TEST(Targets, WantAPrecisionThatTheRuntimeGives) {
  EXPECT_THAT(refusal_of({.all = {{.runtime = "opencv", .precision = "int8"}}}),
              HasSubstr("runtime opencv cannot run an fp32 model in int8, only in: fp32"));
}

TEST(Targets, ThatCannotBeReachedAreWaitedFor) {
  EXPECT_EQ(refusal_of(
                {.all = {{.name = "nano", .url = "http://127.0.0.1:1", .runtime = "onnxruntime"}}}),
            "");
}

}  // namespace
}  // namespace efs::tune
