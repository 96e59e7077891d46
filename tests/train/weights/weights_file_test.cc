#include "train/weights/weights_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/error.h"
#include "core/files/files.h"
#include "core/rng.h"
#include "graph/builder.h"
#include "train/packed_fixture.h"
#include "train/weights/match_weights.h"

namespace efs::train {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(EFS_SOURCE_DIR) / "tests/train/fixtures" / name;
}

std::string message_of(const std::filesystem::path& path) {
  try {
    read_weights(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// A safetensors file of this header and this many data bytes 0, 1, 2, ...
std::string safetensors(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string text(reinterpret_cast<const char*>(&length), sizeof(length));
  text += header;
  for (std::size_t i = 0; i < data_bytes; ++i) text.push_back(static_cast<char>(i));
  return text;
}

std::string message_of_safetensors(const std::string& content) {
  const TemporaryFolder folder("safetensors");
  write_quickly(folder / "w.safetensors", content);
  return message_of(folder / "w.safetensors");
}

TEST(Safetensors, ReadsBackWhatItWrote) {
  const TemporaryFolder folder("roundtrip");
  const graph::Weights weights{{"a.weight", {{2, 3}, {1, -2, 3.5F, 0, 1e-38F, 6}}},
                               {"a.bias", {{2}, {0.1F, NAN}}},
                               {"empty", {{0, 4}, {}}},
                               {"scalar", {{}, {7}}}};
  write_safetensors(folder / "w.safetensors", weights);
  const graph::Weights back = read_weights(folder / "w.safetensors");
  ASSERT_EQ(back.size(), weights.size());
  for (const auto& [name, tensor] : weights) {
    EXPECT_EQ(back.at(name).shape, tensor.shape) << name;
    const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
    EXPECT_TRUE(std::ranges::equal(back.at(name).values, tensor.values, {}, bits, bits)) << name;
  }
}

TEST(Safetensors, HasTheDocumentedBytes) {
  const TemporaryFolder folder("bytes");
  write_safetensors(folder / "w.safetensors", {{"w", {{1}, {1.0F}}}});
  // 54 characters of header, padded to a multiple of 8.
  const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  const std::string content = read_file(folder / "w.safetensors");
  EXPECT_EQ(content.size(), 8U + 56U + 4U);
  EXPECT_EQ(content.substr(0, 8), std::string("\x38\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(content.substr(8, header.size()), header);
  EXPECT_EQ(content.substr(64), std::string("\0\0\x80\x3f", 4));
}

TEST(Safetensors, WidensEveryNumberFormat) {
  const TemporaryFolder folder("formats");
  const std::string header =
      R"({"f16":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},)"
      R"("bf16":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},)"
      R"("f64":{"dtype":"F64","shape":[1],"data_offsets":[12,20]},)"
      R"("i64":{"dtype":"I64","shape":[1],"data_offsets":[20,28]},)"
      R"("bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[28,36]}})";
  std::string content = safetensors(header, 0);
  content += std::string("\x00\x3c\x00\xc2\x01\x00\x00\x7c", 8);  // 1, -3, 2^-24, infinity
  content += std::string("\x80\x3f\x20\xc0", 4);                  // 1, -2.5
  const double quarter = 0.25;
  const std::int64_t minus_two = -2, seven = 7;
  content.append(reinterpret_cast<const char*>(&quarter), 8);
  content.append(reinterpret_cast<const char*>(&minus_two), 8);
  content.append(reinterpret_cast<const char*>(&seven), 8);
  write_quickly(folder / "w.safetensors", content);
  const graph::Weights weights = read_weights(folder / "w.safetensors");
  EXPECT_EQ(weights.size(), 4U) << "num_batches_tracked is left out";
  EXPECT_THAT(weights.at("f16").values, ElementsAre(1, -3, std::ldexp(1.0F, -24), INFINITY));
  EXPECT_THAT(weights.at("bf16").values, ElementsAre(1, -2.5F));
  EXPECT_THAT(weights.at("f64").values, ElementsAre(0.25F));
  EXPECT_THAT(weights.at("i64").values, ElementsAre(-2));
}

TEST(Safetensors, RefusesWhatBreaksARuleAndSaysWhich) {
  struct Case {
    std::string content;
    std::string message;
  };
  const auto one = [](const std::string& entry, std::size_t data) {
    return safetensors("{\"w\":" + entry + "}", data);
  };
  const Case cases[] = {
      {"", "ends inside its safetensors header"},
      {"\x10", "ends inside its safetensors header"},
      {std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "ends inside its safetensors header"},
      {safetensors("{\"w\":", 0), "no JSON"},
      {safetensors("[]", 0), "no JSON object"},
      {safetensors(std::string(5000, '['), 0), "levels of nesting"},
      {safetensors("{\"w\":3}", 0), "entry 'w' is malformed"},
      {one(R"({"dtype":"F32","shape":[1]})", 4), "entry 'w' is malformed"},
      {one(R"({"dtype":"Q4","shape":[1],"data_offsets":[0,4]})", 4), "stored as 'Q4'"},
      {one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4), "does not fill its 4 bytes"},
      {one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", 4), "past the end"},
      {one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})", 4), "past the end"},
      {one(R"({"dtype":"F32","shape":[1],"data_offsets":[-4,0]})", 4), "past the end"},
      {one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})", 8), "belong to none"},
      {one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", 8), "leaves a hole"},
      {one(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})", 4), "impossible shape"},
      {one(R"({"dtype":"F32","shape":[1.5],"data_offsets":[0,4]})", 4), "impossible shape"},
      {one(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})", 0),
       "impossible shape"},
      {safetensors(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                   R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
                   12),
       "overlaps"},
      {safetensors(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                   R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                   4),
       "names 'a' twice"},
      {safetensors(R"({"__metadata__":{"epoch":1}})", 0), "'__metadata__' is malformed"},
      {safetensors("{}", 0), "holds no weights"},
  };
  for (const Case& broken : cases) {
    EXPECT_THAT(message_of_safetensors(broken.content),
                AllOf(HasSubstr(broken.message), HasSubstr("w.safetensors")))
        << broken.content;
  }
}

void expect_tiny(const graph::Weights& weights) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : weights) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("bn.bias", "bn.running_mean", "bn.running_var", "bn.weight",
                                 "conv.bias", "conv.weight"));
  const graph::Tensor& weight = weights.at("conv.weight");
  EXPECT_EQ(weight.shape, (graph::Shape{2, 3, 2, 2}));
  ASSERT_EQ(weight.values.size(), 24U);
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(weight.values[i], static_cast<float>(i) / 8);
  EXPECT_THAT(weights.at("bn.running_var").values, ElementsAre(0, 0.125F));
}

TEST(Pth, ReadsTheStateDictOfAModule) { expect_tiny(read_weights(fixture("tiny.pth"))); }

TEST(Pth, ReadsTheFormatBefore16) { expect_tiny(read_weights(fixture("tiny_legacy.pth"))); }

TEST(Pth, RefusesATruncatedFileOfTheFormatBefore16) {
  const TemporaryFolder folder("legacy");
  const std::string whole = read_file(fixture("tiny_legacy.pth"));
  for (std::size_t size = 15; size < whole.size(); ++size) {
    write_quickly(folder / "w.pth", whole.substr(0, size));
    EXPECT_THAT(message_of(folder / "w.pth"), HasSubstr("w.pth")) << size;
  }
}

TEST(Pth, ReadsViewsAndOtherNumberFormats) {
  const graph::Weights weights = read_weights(fixture("views.pth"));
  EXPECT_THAT(weights.at("half").values, ElementsAre(0, 0.125F, 0.25F));
  EXPECT_THAT(weights.at("bfloat16").values, ElementsAre(0, 0.125F, 0.25F));
  EXPECT_THAT(weights.at("double").values, ElementsAre(0, 0.125F, 0.25F));
  EXPECT_THAT(weights.at("parameter").values, ElementsAre(0, 0.125F, 0.25F, 0.375F));
  EXPECT_EQ(weights.at("transposed").shape, (graph::Shape{6, 4}));
  EXPECT_EQ(weights.at("transposed").values[1], 6.0F / 8);
  EXPECT_THAT(weights.at("part").values, ElementsAre(1, 1.125F, 1.75F, 1.875F));
  EXPECT_THAT(weights.at("channels_last").values,
              ElementsAre(0, 0.125F, 0.25F, 0.375F, 0.5F, 0.625F, 0.75F, 0.875F));
  EXPECT_THAT(weights.at("scalar").values, ElementsAre(0.5F));
}

TEST(Pth, SaysWhatToDoWithTheOtherFilesOfTorchSave) {
  EXPECT_THAT(message_of(fixture("training_checkpoint.pth")), HasSubstr("'epoch' is no tensor"));
  EXPECT_THAT(message_of(fixture("whole_model.pth")),
              AllOf(HasSubstr("'__main__.Tiny' is not allowed"), HasSubstr("state_dict()")));
  EXPECT_THAT(message_of(fixture("torchscript.pt")), HasSubstr("TorchScript program"));
  const TemporaryFolder folder("pth");
  write_quickly(folder / "text.pth", "hello");
  EXPECT_THAT(message_of(folder / "text.pth"), HasSubstr("not a .pth file"));
  EXPECT_THAT(message_of(folder / "none.pth"), HasSubstr("none.pth"));
  EXPECT_THAT(message_of("weights.h5"), HasSubstr("not from '.h5'"));
}

/// Whatever the bytes, the reader gives weights or an Error; the sanitizers watch the rest.
void survive_mutations(const std::string& original, const std::string& suffix, int rounds) {
  const TemporaryFolder folder("mutations");
  const std::filesystem::path path = folder / ("w" + suffix);
  Rng rng(5);
  int read = 0, refused = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string content = original;
    if (rng.chance(0.3)) {
      content.resize(
          static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(content.size()) - 1)));
    }
    const auto changes = rng.integer(1, 4);
    for (std::int64_t i = 0; i < changes && !content.empty(); ++i) {
      const auto at = rng.integer(0, static_cast<std::int64_t>(content.size()) - 1);
      content[static_cast<std::size_t>(at)] =
          static_cast<char>(rng.chance(0.5) ? rng.integer(0, 255) : rng.integer(0, 1) * 255);
    }
    write_quickly(path, content);
    try {
      read_weights(path);
      ++read;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(path.string()));
      ++refused;
    }
  }
  EXPECT_GT(refused, rounds / 10);
  EXPECT_EQ(read + refused, rounds);
}

// A record of some kilobytes could become gigabytes.
TEST(Pth, RefusesCompressedRecords) {
  std::string bytes = read_file(fixture("tiny.pth"));
  const std::size_t entry = bytes.rfind("PK\x01\x02");
  ASSERT_NE(entry, std::string::npos);
  bytes[entry + 10] = 8;  // deflate
  const TemporaryFolder folder("compressed");
  write_quickly(folder / "w.pth", bytes);
  EXPECT_THAT(message_of(folder / "w.pth"), HasSubstr("records are compressed"));
}

TEST(Safetensors, RefusesAHeaderThatIsTooLarge) {
  const std::string blanks((std::size_t{8} << 20) + 1, ' ');
  EXPECT_THAT(message_of_safetensors(safetensors("{}" + blanks, 0)), HasSubstr("8388608"));
}

TEST(Safetensors, SurvivesRandomDamage) {
  survive_mutations(safetensors(R"({"__metadata__":{"a":"b"},)"
                                R"("a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                                R"("b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}})",
                                12),
                    ".safetensors", 1000);
}

TEST(Pth, SurvivesRandomDamage) {
  survive_mutations(read_file(fixture("tiny.pth")), ".pth", 1000);
  survive_mutations(read_file(fixture("views.pth")), ".pth", 1000);
  survive_mutations(read_file(fixture("tiny_legacy.pth")), ".pth", 1000);
}

// torchvision's densenet121-a639ec97.pth has such names.
TEST(ReadWeights, GivesDenseNetsLayersTheirNamesOfToday) {
  const TemporaryFolder folder("densenet");
  const std::string layer = "features.denseblock1.denselayer12.";
  write_safetensors(folder / "w.safetensors", {{layer + "norm.1.running_mean", {{1}, {1.0F}}},
                                               {layer + "conv.2.weight", {{1}, {2.0F}}},
                                               {"features.norm5.weight", {{1}, {3.0F}}}});
  const graph::Weights weights = read_weights(folder / "w.safetensors");
  EXPECT_EQ(weights.size(), 3U);
  EXPECT_THAT(weights.at(layer + "norm1.running_mean").values, ElementsAre(1.0F));
  EXPECT_THAT(weights.at(layer + "conv2.weight").values, ElementsAre(2.0F));
  EXPECT_THAT(weights.at("features.norm5.weight").values, ElementsAre(3.0F));

  const std::string long_name = "denselayer1.norm." + std::string(1'000'000, '1');
  write_safetensors(folder / "w.safetensors", {{long_name, {{1}, {1.0F}}}});
  EXPECT_TRUE(read_weights(folder / "w.safetensors").contains(long_name));
}

graph::Graph tiny_graph() {
  using namespace graph;
  Builder builder(3, 4, 4);
  NodeId x =
      builder.add("conv", Conv2d{.out_channels = 2, .kernel_h = 2, .kernel_w = 2}, builder.input());
  x = builder.add("bn", BatchNorm2d{}, x);
  x = builder.add("pool", GlobalAveragePool{}, x);
  x = builder.add("flat", Flatten{}, x);
  x = builder.add("head.fc", Linear{.out_features = 4}, x);
  return builder.finish(x);
}

TEST(MatchWeights, TakesABackboneWithoutTheHead) {
  graph::Weights weights = read_weights(fixture("tiny.pth"));
  weights["fc.weight"] = {{1000, 2}, std::vector<float>(2000)};
  const graph::Weights matched = match_weights(tiny_graph(), weights);
  EXPECT_EQ(matched.size(), 6U);
  EXPECT_FALSE(matched.contains("fc.weight"));
}

TEST(MatchWeights, ListsEverythingThatDoesNotFit) {
  graph::Weights weights = read_weights(fixture("tiny.pth"));
  weights.erase("bn.bias");
  weights["conv.bias"].shape = {1, 2};
  weights["layer.one"] = weights["layer.two"] = {{1}, {0}};
  try {
    match_weights(tiny_graph(), weights);
    FAIL() << "they do not match";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("1 missing:\n  bn.bias"), Not(HasSubstr("head.fc")),
                                    HasSubstr("2 unexpected:\n  layer.one\n  layer.two"),
                                    HasSubstr("conv.bias: [1,2], the network wants [2]")));
  }
}

}  // namespace
}  // namespace efs::train
