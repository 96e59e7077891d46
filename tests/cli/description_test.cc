#include "cli/description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DescribeCommands, SaysWhatACommandLineAccepts) {
  CLI::App app("program", "efs");
  std::string format = "text", study;
  bool watch = false;
  auto* command = app.add_subcommand("status", "how far");
  command->add_option("--format,-f", format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}));
  command->add_option("study", study, "which")->type_name("STUDY")->required();
  command->add_flag("--watch", watch, "again");
  command->add_subcommand("list", "all");
  app.add_subcommand("hidden", "");
  const auto commands = commands_from_json(to_json(describe_commands(app)));
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].name, "status");
  ASSERT_EQ(commands[0].options.size(), 4U);
  const auto& option = commands[0].options[1];
  EXPECT_THAT(option.names, ElementsAre("-f", "--format"));
  EXPECT_THAT(option.choices, ElementsAre("text", "json"));
  EXPECT_EQ(option.usual, "text");
  EXPECT_THAT(commands[0].options[2].names, IsEmpty());
  EXPECT_EQ(commands[0].options[2].value, "STUDY");
  EXPECT_TRUE(commands[0].options[2].required);
  EXPECT_EQ(commands[0].options[3].value, "");
  EXPECT_EQ(commands[0].commands.at(0).name, "list");
  EXPECT_THROW(commands_from_json(Json::parse(R"([{"name": 1}])")), Error);
}

TEST(SetType, ReadsWhatCli11Shows) {
  OptionDescription option;
  set_type(option, "INT:INT in [1 - 4096]");
  EXPECT_EQ(option.value, "INT");
  EXPECT_THAT(option.choices, IsEmpty());
  set_type(option, "TEXT:{fp32,int8}");
  EXPECT_THAT(option.choices, ElementsAre("fp32", "int8"));
}

}  // namespace
}  // namespace efs::cli
