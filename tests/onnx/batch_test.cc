#include "onnx/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "support/message_of.h"

namespace efs::onnx {
namespace {

TEST(Batch, IsOneUnlessAskedOtherwise) {
  EXPECT_EQ(Batch().size, 1);
  EXPECT_EQ(batch_of("1"), Batch());
}

TEST(Batch, IsReadAsItIsWritten) {
  for (const char* text : {"1", "8", "1000000", "dynamic"}) {
    EXPECT_EQ(to_string(batch_of(text)), text);
  }
  EXPECT_TRUE(batch_of("dynamic").is_dynamic());
  EXPECT_FALSE(batch_of("8").is_dynamic());
}

TEST(Batch, IsAWholeNumberOrDynamic) {
  for (const char* text :
       {"0", "-1", "1.5", "many", "", " 4", "4x", "+4", "Dynamic", "99999999999999999999"}) {
    EXPECT_THROW(batch_of(text), UsageError) << text;
    EXPECT_THAT(message_of([&] { batch_of(text); }),
                testing::HasSubstr("whole number of images from 1 on, or 'dynamic'"));
  }
}

}  // namespace
}  // namespace efs::onnx
