// `efs doctor`, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Doctor, SaysWhatTheMachineHas) {
  const auto result = testing::run_efs({"doctor"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("processor"), HasSubstr("GB available"),
                                HasSubstr("free for ./runs"), HasSubstr("OpenCV's dnn module")));
}

TEST(Doctor, SaysItAsJson) {
  const auto result = testing::run_efs({"doctor", "--format", "json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = Json::parse(result.out);
  for (const char* topic : {"processor", "memory", "GPU", "latency", "opencv", "torch"}) {
    EXPECT_FALSE(json.at(topic).at("is").get<std::string>().empty()) << topic;
  }
}

}  // namespace
}  // namespace efs
