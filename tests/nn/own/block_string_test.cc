#include "nn/own/block_string.h"

#include <gmock/gmock.h>

#include "core/error.h"

namespace efs::nn {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// timm's documentation of its strings: ir_r2_k3_s2_e1_i32_o16_se0.25_noskip, in the letters of today.
TEST(BlockString, SaysAllOfABlock) {
  const BlockSpec block = parse_block("ir_r2_k5_s2_e2.4_c16_se0.25_nhs_noskip");
  EXPECT_EQ(block.kind, "ir");
  EXPECT_EQ(block.repeats, 2);
  EXPECT_EQ(block.kernel, 5);
  EXPECT_EQ(block.stride, 2);
  EXPECT_EQ(block.expansion, 2.4);
  EXPECT_EQ(block.channels, 16);
  EXPECT_EQ(block.squeeze, 0.25);
  EXPECT_EQ(block.activation, graph::ActivationKind::kHardswish);
  EXPECT_FALSE(block.skip);
}

TEST(BlockString, MayLeaveOutWhatIsUsual) {
  const BlockSpec block = parse_block("ds_c24");
  EXPECT_EQ(block.repeats, 1);
  EXPECT_EQ(block.kernel, 3);
  EXPECT_EQ(block.stride, 1);
  EXPECT_EQ(block.squeeze, 0.0);
  EXPECT_FALSE(block.activation);
  EXPECT_TRUE(block.skip);
  EXPECT_FALSE(parse_block("cn_c24").skip);
  EXPECT_TRUE(parse_block("cn_c24_skip").skip);
}

TEST(BlockString, IsWrittenAsItIsRead) {
  for (const char* text : {"cn_r1_k3_s2_c16", "cn_r2_k3_s1_c16_skip", "ds_r1_k3_s1_c16_se0.25_nre",
                           "dsa_r1_k3_s1_c16", "ir_r3_k5_s2_e2.5_c40_nsw_noskip",
                           "er_r2_k3_s2_e4_c24", "bb_r2_k3_s2_c128_nr6", "mp_k3_s2"}) {
    EXPECT_EQ(to_string(parse_block(text)), text);
    EXPECT_EQ(parse_block(to_string(parse_block(text))), parse_block(text));
  }
}

void expect_refusal(const char* text, const char* words) {
  EXPECT_THAT([&] { parse_block(text); }, ThrowsMessage<UsageError>(HasSubstr(words))) << text;
}

TEST(BlockString, ThatIsNoneIsRefusedWithWhatFits) {
  expect_refusal("", "unknown block ''");
  expect_refusal("bottleneck_r1", "there are: cn, ds, dsa, ir, er, bb, mp");
  expect_refusal("uir_r1_k3_s1_e4_c32", "unknown block 'uir'");
  expect_refusal("ir_r2_k3_s2_e4", "ir needs c, as in ir_k3_s2_e4_c24");
  expect_refusal("ir_r2_k3_s2_c24", "ir needs e");
  expect_refusal("cn_k3_s2_c0", "'c0': c is followed by a number from 1 to 4096");
  expect_refusal("cn_k4_s2_c8", "kernels are odd");
  expect_refusal("cn_k3_s4_c8", "from 1 to 2");
  expect_refusal("cn_r0_c8", "from 1 to 32");
  expect_refusal("cn_c8_c16", "given twice");
  expect_refusal("cn_c8_q3", "cn does not take 'q3', only r, k, s, ");
  expect_refusal("cn_c8_se0.25", "does not take 'se0.25'");
  expect_refusal("cn_c8_", "does not take ''");
  expect_refusal("ds_e4_c8", "ds does not expand");
  expect_refusal("ir_e4_c8_nmi", "unknown activation 'nmi'; there are nre (relu)");
  expect_refusal("ir_enan_c8", "does not take 'enan'");
  expect_refusal("ir_e1e400_c8", "from 0.1 to 16");
  expect_refusal("mp_k3", "mp needs s, as in mp_k3_s2");
}

}  // namespace
}  // namespace efs::nn
