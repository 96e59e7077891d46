#include "nn/network.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "nn/catalogue.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StrEq;
using ::testing::ThrowsMessage;

class NetworkInput : public ::testing::TestWithParam<Architecture> {
 protected:
  const std::string& name() const { return GetParam().name; }
  graph::Graph features(ImageSize input, int tap = 0) const {
    return build_network({.architecture = name(), .head = "none", .input = input, .tap = tap});
  }
};

// The rows of a map follow from the input's height alone, its columns from the width.
TEST_P(NetworkInput, TakesAnInputThatIsNotSquare) {
  for (int tap : {4, 8, 16, 0}) {
    const graph::Graph network = features({.width = 160, .height = 96}, tap);
    EXPECT_THAT(network.input().shape, ElementsAre(3, 96, 160));
    const graph::Shape wide = features(square(160), tap).output().shape;
    const graph::Shape low = features(square(96), tap).output().shape;
    EXPECT_THAT(network.output().shape, ElementsAre(wide[0], low[1], wide[2])) << tap;
  }
}

TEST_P(NetworkInput, CarriesEveryHeadOfOneFaceAtAnInputThatIsNotSquare) {
  for (const std::string& head : head_names("single")) {
    EXPECT_THAT(
        build_network(
            {.architecture = name(), .head = head, .input = {.width = 224, .height = 64}, .tap = 8})
            .output()
            .shape,
        ElementsAre(4))
        << head;
  }
}

TEST_P(NetworkInput, NeedsBothSidesOfTheInput) {
  const int smallest = GetParam().min_input;
  EXPECT_NO_THROW(features(square(smallest)));
  const auto refused = [&](ImageSize input) {
    EXPECT_THAT([&] { features(input); },
                ThrowsMessage<UsageError>(HasSubstr(
                    fmt::format("input {} is too small for {}: its smallest side is {} pixel",
                                to_string(input), name(), smallest))));
  };
  refused({.width = 224, .height = smallest - 1});
  refused({.width = smallest - 1, .height = 224});
}

INSTANTIATE_TEST_SUITE_P(All, NetworkInput, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

TEST(Network, MergesMapsThatAreNotSquare) {
  EXPECT_THAT(build_network({.architecture = "resnet18",
                             .head = "none",
                             .input = {.width = 160, .height = 96},
                             .tap = 8,
                             .neck = "merge"})
                  .output()
                  .shape,
              ElementsAre(128, 12, 20));
}

TEST(VariantText, TellsWhatDiffersFromThePlainNetwork) {
  EXPECT_THAT(variant_text({}), StrEq(""));
  EXPECT_THAT(variant_text({.width = 0.5, .tap = 16, .neck = "merge"}),
              StrEq("tap 16, width 0.5, neck merge"));
}

TEST(VariantText, TellsHowADenseHeadDiffersFromTheUsualOne) {
  EXPECT_THAT(variant_text({.head = "dense", .tap = 16}), StrEq("tap 16"));
  const DenseOptions dense{.finest = 4,
                           .levels = 2,
                           .neck_width = 32,
                           .head_width = 48,
                           .head_units = 2,
                           .head_conv = "ordinary",
                           .head_shared = true};
  EXPECT_THAT(variant_text({.head = "dense", .neck = "pyramid", .dense = dense}),
              StrEq("neck pyramid, finest 4, levels 2, neck width 32, head width 48, head units 2, "
                    "head conv ordinary, head shared"));
  EXPECT_THAT(variant_text({.head = "gap", .dense = dense}), StrEq(""));
}

}  // namespace
}  // namespace efs::nn
