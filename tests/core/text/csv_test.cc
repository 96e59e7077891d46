#include "core/text/csv.h"

#include <gmock/gmock.h>

#include "core/rng.h"
#include "support/message_of.h"

namespace efs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CsvTable parse(const std::string& text) { return parse_csv(text, "t.csv"); }
std::string refusal(const std::string& text) {
  return message_of([&] { parse(text); });
}

std::string line_of(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += (i == 0 ? "" : ",") + csv_field(fields[i]);
  }
  return line + "\n";
}

TEST(ParseCsv, HasColumnsAndRowsWithTheirLines) {
  const CsvTable table = parse("a,b\n1,2\n\n,x y\n");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_THAT(table.rows[0].fields, ElementsAre("1", "2"));
  EXPECT_EQ(table.rows[1].line, 4);
  EXPECT_THAT(table.rows[1].fields, ElementsAre("", "x y"));
}

TEST(ParseCsv, ReadsQuotesAsRfc4180WritesThem) {
  const CsvTable table = parse("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\nx,y\n");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_THAT(table.rows[0].fields, ElementsAre("1,5", "say \"hi\""));
  EXPECT_THAT(table.rows[1].fields, ElementsAre("two\nlines", ""));
  EXPECT_EQ(table.rows[2].line, 5);
}

TEST(ParseCsv, LinesMayEndWithCrLfAndTheLastWithout) {
  const CsvTable table = parse("a,b\r\n1,2\r\n\r\n3,4\r");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[0].fields, ElementsAre("1", "2"));
  EXPECT_THAT(table.rows[1].fields, ElementsAre("3", "4"));
  EXPECT_EQ(table.rows[1].line, 4);
  // What is quoted is kept.
  EXPECT_THAT(parse("a\n\"x\r\"\n\"y\r\n\"\r\n").rows[0].fields, ElementsAre("x\r"));
  EXPECT_THAT(parse("a\n\"y\r\n\"\r\n").rows[0].fields, ElementsAre("y\r\n"));
}

TEST(ParseCsv, AHeaderAloneIsATable) {
  EXPECT_THAT(parse("a,b").columns, ElementsAre("a", "b"));
  EXPECT_THAT(parse("a,b\n").rows, IsEmpty());
}

TEST(ParseCsv, RefusesWithFileAndLine) {
  EXPECT_EQ(refusal(""), "t.csv: it is empty; its first line names the columns");
  EXPECT_EQ(refusal("\n\r\n"), "t.csv: it is empty; its first line names the columns");
  EXPECT_EQ(refusal("a,b,a\n"), "t.csv:1: the column a is there twice");
  EXPECT_EQ(refusal("a,b\n1,2\n1,2,3\n"), "t.csv:3: 3 fields, but the header has 2");
  EXPECT_EQ(refusal("a,b\n\"x\ny\",2\n1\n"), "t.csv:4: 1 fields, but the header has 2");
  EXPECT_EQ(refusal("a,b\n1,\"2\n3,4\n"), "t.csv:2: a quote is opened and not closed");
}

TEST(ParseCsv, ReadsBackWhatIsWritten) {
  Rng rng(1);
  const std::string letters = "ab,\"\r\n ";
  for (int round = 0; round < 500; ++round) {
    const auto columns = static_cast<std::size_t>(rng.integer(2, 4));
    std::vector<std::string> header;
    for (std::size_t i = 0; i < columns; ++i) header.push_back("c,\"" + std::to_string(i));
    std::string text = line_of(header);
    std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(rng.integer(0, 4)));
    for (auto& row : rows) {
      for (std::size_t i = 0; i < columns; ++i) {
        std::string field;
        for (auto length = rng.integer(0, 4); length > 0; --length) {
          field += letters[static_cast<std::size_t>(rng.integer(0, 6))];
        }
        row.push_back(field);
      }
      text += line_of(row);
    }
    const CsvTable table = parse(text);
    ASSERT_EQ(table.columns, header);
    ASSERT_EQ(table.rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(table.rows[i].fields, rows[i]) << text;
  }
}

}  // namespace
}  // namespace efs
