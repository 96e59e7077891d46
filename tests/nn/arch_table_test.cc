#include "nn/arch_table.h"

#include <gmock/gmock.h>

#include <ctime>
#include <sstream>

#include "core/error.h"
#include "core/files/files.h"
#include "nn/catalogue.h"

namespace efs::nn {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

ArchRow row_of(const std::string& name, const ArchTableOptions& options) {
  for (const ArchRow& row : arch_table(options)) {
    if (row.name == name) return row;
  }
  ADD_FAILURE() << "no row for " << name;
  return {};
}

TEST(ArchTable, HasOneRowAnArchitectureInTheCataloguesOrder) {
  const auto rows = arch_table({});
  ASSERT_EQ(rows.size(), architectures().size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].name, architectures()[i].name);
}

// torchvision documents resnet18 with 11,689,512 parameters, of which fc has 513,000, and
// mobilenet_v2 with 3,504,872, of which the classifier has 1,281,000.
TEST(ArchTable, CountsAsTorchvisionDocuments) {
  const ArchRow resnet = row_of("resnet18", {});
  EXPECT_EQ(resnet.weight_count, 11689512 - 513000);
  EXPECT_NEAR(resnet.size_mb, 44.706, 1e-3);
  EXPECT_EQ(row_of("mobilenet_v2", {}).weight_count, 3504872 - 1281000);
}

TEST(ArchTable, InputAndHeadAreOptions) {
  EXPECT_LT(row_of("resnet18", {.input = 64}).macs, row_of("resnet18", {}).macs / 8);
  EXPECT_EQ(row_of("resnet18", {.head = "gap"}).weight_count - row_of("resnet18", {}).weight_count,
            512 * 256 + 256 + 256 * 4 + 4);
  EXPECT_THAT([] { arch_table({.input = 40}); },
              ThrowsMessage<UsageError>(HasSubstr("input 40 is too small for alexnet")));
}

TEST(ArchTable, TextHasAHeadingAndAlignedColumns) {
  std::istringstream text(format_text(arch_table({})));
  std::string heading;
  std::getline(text, heading);
  EXPECT_THAT(heading, StartsWith("architecture"));
  const std::size_t paper_column = heading.find("paper");
  std::size_t lines = 0;
  for (std::string line; std::getline(text, line); ++lines) {
    EXPECT_EQ(line.find("arXiv"), paper_column) << line;
  }
  EXPECT_EQ(lines, architectures().size());
  EXPECT_THAT(format_text({row_of("resnet18", {})}), HasSubstr("11.18"));
}

TEST(ArchTable, JsonHoldsTheSameNumbers) {
  const Json json = to_json(arch_table({}));
  ASSERT_EQ(json.size(), architectures().size());
  EXPECT_EQ(json.at(3).at("name"), "resnet18");
  EXPECT_EQ(json.at(3).at("parameters"), 11176512);
  EXPECT_EQ(json.at(3).at("macs"), 1813561344);
}

TEST(ArchTable, IsTheOneOfTheDocumentation) {
  const std::string page = read_file(EFS_SOURCE_DIR "/docs/networks.md");
  for (const ArchRow& row : arch_table({})) {
    EXPECT_THAT(page, HasSubstr(fmt::format("| {} | {} | {} | {:.2f} | {:.1f} | {} |\n", row.name,
                                            row.feature_dim, row.min_input,
                                            static_cast<double>(row.weight_count) / 1e6,
                                            static_cast<double>(row.macs) / 1e6, row.paper)));
  }
}

// `efs archs` answers in 0.1 s, start of the program included.
TEST(ArchTable, IsComputedInAFractionOfTheTimeOfACommand) {
  // Of processor time, which other programs do not take away; some 5 ms on a processor of today.
  const std::clock_t start = std::clock();
  EXPECT_FALSE(format_text(arch_table({.head = "gap"})).empty());
  const double ms = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("milliseconds", std::to_string(ms));
  EXPECT_LT(ms, 1000.0);
}

}  // namespace
}  // namespace efs::nn
