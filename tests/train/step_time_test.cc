#include "train/step_time.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "train/network/networks.h"

namespace efs::train {
namespace {

TEST(StepTimes, AreAsManyAsAskedFor) {
  const auto times_ms = step_times_ms(small_network(), quick_options(), 1, 3);
  ASSERT_EQ(times_ms.size(), 3U);
  for (const double time_ms : times_ms) EXPECT_GT(time_ms, 0.0);
}

TEST(ChoosePrecision, IsNeverAuto) {
  TrainOptions options = quick_options();
  options.precision = Precision::kAuto;
  const PrecisionChoice choice = choose_precision(small_network(), options);
  EXPECT_NE(choice.precision, Precision::kAuto);
  if (choice.precision == Precision::kBfloat16) {
    EXPECT_GT(choice.bf16_ms, 0.0);
    EXPECT_LT(choice.bf16_ms, 1.15 * choice.fp32_ms);
  }
}

TEST(Precision, IsReadFromItsName) {
  for (const std::string& name : precision_names()) EXPECT_EQ(to_string(precision_of(name)), name);
  EXPECT_THROW(precision_of("fp16"), UsageError);
}

}  // namespace
}  // namespace efs::train
