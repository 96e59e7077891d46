#include "cli/command_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace efs::cli {
namespace {

using testing::HasSubstr;

TEST(CommandTable, NamesEachCommandOnce) {
  std::set<std::string> names;
  for (const Command& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_EQ(find_command(command.name).summary, command.summary);
  }
}

TEST(CommandTable, KeepsGroupsTogether) {
  std::set<std::string> seen;
  std::string current;
  for (const Command& command : commands()) {
    if (command.group == current) continue;
    EXPECT_TRUE(seen.insert(command.group).second) << command.group << " comes twice";
    current = command.group;
  }
}

TEST(CommandTable, OffersTheNearestName) {
  try {
    find_command("serach");
    FAIL() << "found a command that does not exist";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("serach"));
    EXPECT_THAT(error.what(), HasSubstr("'search'"));
  }
}

TEST(CommandTable, HelpListsEveryCommandWithinATerminalsWidth) {
  const std::string help = help_text();
  for (const Command& command : commands()) {
    EXPECT_THAT(help, HasSubstr("\n  " + command.name + " "));
    EXPECT_THAT(help, HasSubstr(command.summary));
  }
  std::size_t start = 0;
  for (std::size_t end = 0; (end = help.find('\n', start)) != std::string::npos; start = end + 1) {
    EXPECT_LE(end - start, 100U) << help.substr(start, end - start);
  }
}

}  // namespace
}  // namespace efs::cli
