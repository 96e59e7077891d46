#include "graph/text/graph_file.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "graph/builder.h"

namespace efs::graph {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

Graph small_network() {
  Builder builder(3, 32, 48);
  const NodeId x = builder.add(
      "stem.conv",
      Conv2d{.out_channels = 8, .kernel_h = 3, .kernel_w = 3, .stride = 2, .padding = 1},
      builder.input());
  const NodeId y = builder.add("stem.bn", BatchNorm2d{}, x);
  const NodeId one = builder.add("one", Conv2d{.out_channels = 8}, y);
  const NodeId two = builder.add("two", Conv2d{.out_channels = 8}, y);
  builder.name_parameters(one, "shared");
  builder.name_parameters(two, "shared");
  return builder.finish(builder.add("sum", Add{}, {one, two}));
}

TEST(GraphFile, IsReadAsTheNetworkThatItIs) {
  const Graph network = small_network();
  const Graph read = read_graph(graph_text(network), "net.efsgraph");
  EXPECT_EQ(describe(read), describe(network));
  EXPECT_EQ(graph_text(read), graph_text(network));
  EXPECT_EQ(parameters(read).size(), parameters(network).size());
}

TEST(GraphFile, ReadsWhatDescribePrints) {
  const Graph network = small_network();
  EXPECT_EQ(describe(read_graph(describe(network), "printed")), describe(network));
}

TEST(GraphFile, NeedsNeitherShapesNorOutputAndTakesComments) {
  const Graph read = read_graph(
      "# mine\r\n"
      "input Input(3x8x8) <- []\r\n"
      "\n"
      "  conv   Conv2d(out=4 kernel=3 padding=1)<-[ input ]  # the stem\n"
      "relu ReLU <- [conv]",
      "mine");
  EXPECT_EQ(read.output().name, "relu");
  EXPECT_EQ(read.output().shape, (Shape{4, 8, 8}));
}

void expect_refusal(const std::string& text, const char* position, const char* words) {
  EXPECT_THAT([&] { read_graph(text, "net"); },
              ThrowsMessage<UsageError>(AllOf(StartsWith(position), HasSubstr(words))))
      << text;
}

const std::string kInput = "input Input(3x8x8) <- []\n";

TEST(GraphFile, SaysInWhichLineWhatIsWrong) {
  expect_refusal("", "net: ", "no layers");
  expect_refusal("efsgraph 2\n" + kInput, "net:1: ", "reads version 1");
  expect_refusal("a ReLU() <- []\n", "net:1: ", "starts with its input");
  expect_refusal("input Input() <- []\n", "net:1: ", "its size is missing");
  expect_refusal("input Input(0x8x8) <- []\n", "net:1: ", "must be positive");
  expect_refusal(kInput + "a\n", "net:2: ", "operator is missing");
  expect_refusal(kInput + "a ReLU(\n", "net:2: ", "')' is missing");
  expect_refusal(kInput + "a ReLU()\n", "net:2: ", "'<- [INPUTS]' is missing");
  expect_refusal(kInput + "a ReLU() <- input\n", "net:2: ", "'[' is missing in front of 'input'");
  expect_refusal(kInput + "a ReLU() <- [input] x\n", "net:2: ", "nothing may stand here");
  expect_refusal(kInput + "a \"b\" <- [input]\n", "net:2: ", "unknown operator");
  expect_refusal(kInput + "\xff ReLU() <- [input]\n", "net:2: ", "is no name for a layer");
  expect_refusal(kInput + "a Relu() <- [input]\n", "net:2: ", "did you mean 'ReLU'?");
  expect_refusal(kInput + "a ReLU() <- [inptu]\n", "net:2: ", "did you mean 'input'?");
  expect_refusal(kInput + "a ReLU() <- [7]\n", "net:2: ", "no layer is named '7'");
  expect_refusal(kInput + "a ReLU() <- []\n", "net:2: ", "1 input(s) are needed");
  expect_refusal(kInput + "input ReLU() <- [input]\n", "net:2: ", "is taken in line 1");
  expect_refusal(kInput + "b Input(3x8x8) <- []\n", "net:2: ", "one input");
  expect_refusal(kInput + "a Conv2d() <- [input]\n", "net:2: ", "must be positive");
}

TEST(GraphFile, RefusesCyclesSeveralOutputsAndWrongShapes) {
  expect_refusal(kInput + "a ReLU() <- [b]\nb ReLU() <- [a]\n", "net:2: ", "has no cycles");
  expect_refusal(kInput + "a ReLU() <- [a]\n", "net:2: ", "of line 2");
  expect_refusal(kInput + "a ReLU() <- [input]\nb ReLU() <- [input]\n", "net:2: ", "one output");
  expect_refusal(kInput + "a ReLU() <- [input]\noutput a\noutput input\n",
                 "net:4: ", "line 3 says");
  expect_refusal(kInput + "a ReLU() <- [input]\nb ReLU() <- [a]\noutput a\n",
                 "net:2: ", "is the output, and a layer reads it");
  expect_refusal(kInput + "a ReLU() <- [input]\noutput b\n", "net:3: ", "no layer is named 'b'");
  expect_refusal(kInput + "a ReLU() <- [input] -> [3,8,9]\n", "net:2: ", "gives [3,8,8]");
  expect_refusal(kInput + "a Conv2d(out=2) <- [input] of w\nb Conv2d(out=3) <- [a] of w\n",
                 "net: ", "share the parameters");
}

TEST(GraphFile, TakesNoNetworkThatIsFarTooLarge) {
  expect_refusal(kInput + "a Conv2d(out=65536) <- [input]\nb Concat() <- [a, a]\n",
                 "net:3: ", "far too large");
  expect_refusal(kInput + "a Conv2d(out=60000 kernel=8) <- [input]\nb Conv2d(out=60000) <- [a]\n",
                 "net: ", "parameters are far too many");
  std::string text = kInput;
  for (int i = 0; i < 100'000; ++i) {
    text += fmt::format("l{} ReLU() <- [{}]\n", i, i == 0 ? "input" : fmt::format("l{}", i - 1));
  }
  expect_refusal(text, "net:20001: ", "more than 20000 layers");
}

}  // namespace
}  // namespace efs::graph
