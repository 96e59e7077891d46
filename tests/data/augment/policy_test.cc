#include "data/augment/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data/augment/face_view.h"
#include "data/augment/geometry.h"

namespace efs::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AugmentPolicies, AreFoundByName) {
  EXPECT_THAT(augment_policy_names(), ElementsAre("none", "light", "strong", "scenes"));
  EXPECT_EQ(augment_policy("strong").zoom_high, 1.6);
  try {
    augment_policy("storng");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'strong'"));
  }
}

TEST(AugmentPolicies, OnlyNoneLeavesPixelsWhereTheyAre) {
  for (const std::string& name : augment_policy_names()) {
    EXPECT_EQ(moves_pixels(augment_policy(name)), name != "none") << name;
    EXPECT_EQ(moves_faces(augment_policy(name)), name != "none") << name;
  }
}

TEST(AugmentPolicies, AreWithinTheirRanges) {
  for (const std::string& name : augment_policy_names()) {
    const AugmentPolicy& policy = augment_policy(name);
    EXPECT_LE(policy.zoom_low, policy.zoom_high) << name;
    EXPECT_LE(policy.crop_low, policy.crop_high) << name;
    EXPECT_EQ(policy.crop_low > 0.0, name != "none") << name;
    EXPECT_GE(policy.aspect, 1.0) << name;
    EXPECT_GE(policy.mosaic_rows, 2) << name;
    for (const double probability : {policy.flip, policy.cut_face, policy.mosaic, policy.grey,
                                     policy.blur, policy.cut_out, policy.noise, policy.jpeg}) {
      EXPECT_GE(probability, 0.0) << name;
      EXPECT_LE(probability, 1.0) << name;
    }
  }
}

}  // namespace
}  // namespace efs::data
