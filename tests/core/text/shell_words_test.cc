#include "core/text/shell_words.h"

#include <gtest/gtest.h>

#include "core/process/child_process.h"

namespace efs {
namespace {

TEST(ShellWord, LeavesPlainWordsAlone) {
  EXPECT_EQ(shell_word("runs/q"), "runs/q");
  EXPECT_EQ(shell_word("data.images=photos"), "data.images=photos");
  EXPECT_EQ(shell_word("postgresql://ann@host:5432/faces/n1"),
            "postgresql://ann@host:5432/faces/n1");
}

TEST(ShellWord, QuotesWhatTheShellWouldRead) {
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("my faces"), "'my faces'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("~/x"), "'~/x'");
}

TEST(ShellLine, ComesBackFromARealShell) {
  const std::vector<std::string> words{"a b",  "$(id)", "`id`",        "x;y", "*",
                                       "it's", "\"q\"", "back\\slash", "~",   "#no",
                                       "a&b",  "[x]",   "{a,b}",       "!h",  ""};
  ChildProcess shell({"sh", "-c", "printf '%s\\n' " + shell_line(words)}, "");
  for (const std::string& word : words) {
    std::string line;
    ASSERT_EQ(shell.read_line(line, 10.0), ChildProcess::Read::kLine);
    EXPECT_EQ(line, word);
  }
}

}  // namespace
}  // namespace efs
