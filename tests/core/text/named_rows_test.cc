#include "core/text/named_rows.h"

#include <gtest/gtest.h>

namespace efs {
namespace {

TEST(FindRow, GivesTheRowOrOffersTheNearest) {
  struct Row {
    const char* name;
    int value;
  };
  const std::vector<Row> rows{{"gap", 1}, {"conv", 2}};
  EXPECT_EQ(find_row(rows, "head", std::string("conv")).value, 2);
  EXPECT_THROW(find_row(rows, "head", "cnov"), UsageError);
}

}  // namespace
}  // namespace efs
