#include "core/text/image_size.h"

#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "support/message_of.h"

namespace efs {
namespace {

TEST(ImageSize, TextAndBack) {
  for (const ImageSize size : {ImageSize{128, 128}, {320, 240}, {1, 1}, {7, 4096}}) {
    EXPECT_EQ(parse_image_size(to_string(size)), size);
  }
  EXPECT_EQ(to_string(ImageSize{128, 128}), "128");
  EXPECT_EQ(to_string(ImageSize{320, 240}), "320x240");
  EXPECT_EQ(parse_image_size("96x96"), (ImageSize{96, 96}));
}

TEST(ImageSize, RefusesOtherTexts) {
  for (const std::string text : {"", "x", "320x", "x240", "0", "0x5", "-3", "320x240x3",
                                 "320 x 240", "3.5", "99999999999"}) {
    EXPECT_THROW(parse_image_size(text), UsageError) << text;
  }
  EXPECT_EQ(message_of([] { parse_image_size("wide"); }),
            "'wide' is not the size of an image; write pixels, as 128 or 320x240 (width x height)");
}

}  // namespace
}  // namespace efs
