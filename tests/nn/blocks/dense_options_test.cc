#include "nn/blocks/dense_options.h"

#include <gmock/gmock.h>

#include "core/error.h"

namespace efs::nn {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(DenseOptions, KnowTheCoarsestStride) {
  EXPECT_EQ(DenseOptions{}.coarsest(), 32);
  EXPECT_EQ((DenseOptions{.finest = 16, .levels = 1}.coarsest()), 16);
  EXPECT_EQ((DenseOptions{.finest = 32, .levels = 3}.coarsest()), 128);
}

TEST(DenseOptions, AreCheckedOneByOne) {
  EXPECT_NO_THROW(check_dense({}));
  const auto refused = [](const DenseOptions& options, const char* message) {
    EXPECT_THAT([&] { check_dense(options); }, ThrowsMessage<UsageError>(HasSubstr(message)));
  };
  refused({.finest = 12}, "finest stride 12 is not one of 4, 8, 16, 32");
  refused({.levels = 0}, "levels 0 is not in 1 to 3");
  refused({.levels = 4}, "levels 4 is not in 1 to 3");
  refused({.neck_width = 8}, "neck width 8 is not in 16 to 128");
  refused({.head_width = 129}, "head width 129 is not in 16 to 128");
  refused({.head_units = 3}, "head units 3 is not in 0 to 2");
  refused({.head_conv = "ordinar"}, "unknown convolution 'ordinar'; did you mean 'ordinary'?");
}

}  // namespace
}  // namespace efs::nn
