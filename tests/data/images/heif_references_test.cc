#include "data/images/heif_references.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace efs::data {
namespace {

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

struct Made {
  const char* kind;
  std::uint32_t from;
  std::vector<std::uint32_t> to;
};

std::string file_with(const std::vector<Made>& references, int id_bytes = 2,
                      bool long_size = false) {
  std::string content = number(id_bytes == 2 ? 0 : 1U << 24, 4);
  for (const Made& made : references) {
    content += number(0, 4) + made.kind + number(made.from, id_bytes) +
               number(static_cast<std::uint32_t>(made.to.size()), 2);
    for (const std::uint32_t to : made.to) content += number(to, id_bytes);
  }
  const auto size = static_cast<std::uint32_t>(content.size());
  const std::string header = long_size ? number(1, 4) + "iref" + number(0, 4) + number(size + 16, 4)
                                       : number(size + 8, 4) + "iref";
  return "ftyp meta" + header + content + "mdat....";
}

TEST(HeifReferences, OfTilesAndTheirAlphaAreFine) {
  EXPECT_FALSE(has_endless_references(""));
  EXPECT_FALSE(has_endless_references(file_with({})));
  EXPECT_FALSE(has_endless_references(file_with({{"dimg", 1, {2, 3, 4}},
                                                 {"auxl", 5, {1}},
                                                 {"dimg", 5, {6, 7}},
                                                 {"prem", 1, {5}},
                                                 {"thmb", 1, {1}}})));
}

TEST(HeifReferences, InACircleAreFound) {
  for (const int id_bytes : {2, 4}) {
    for (const bool long_size : {false, true}) {
      EXPECT_TRUE(has_endless_references(file_with({{"dimg", 1, {2, 1}}}, id_bytes, long_size)));
      EXPECT_TRUE(has_endless_references(file_with(
          {{"cdsc", 9, {1}}, {"dimg", 1, {2}}, {"dimg", 2, {3, 1}}}, id_bytes, long_size)));
      EXPECT_TRUE(has_endless_references(
          file_with({{"auxl", 2, {1}}, {"auxl", 1, {2}}}, id_bytes, long_size)));
    }
  }
}

TEST(HeifReferences, InALongChainAreFound) {
  std::vector<Made> chain;
  for (std::uint32_t i = 1; i <= 4; ++i) chain.push_back({"dimg", i, {i + 1}});
  EXPECT_FALSE(has_endless_references(file_with(chain)));
  for (std::uint32_t i = 5; i <= 1000; ++i) chain.push_back({"dimg", i, {i + 1}});
  EXPECT_TRUE(has_endless_references(file_with(chain)));
}

}  // namespace
}  // namespace efs::data
