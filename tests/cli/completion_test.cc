// The scripts of `efs completion`, in the shells that they are for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.h"
#include "core/files/files.h"
#include "core/process/child_process.h"
#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;
using Lines = std::vector<std::string>;

Lines lines_of(const std::vector<std::string>& words) {
  ChildProcess program(words, "");
  Lines lines;
  std::string line;
  while (program.read_line(line, 60.0) == ChildProcess::Read::kLine) lines.push_back(line);
  EXPECT_EQ(program.wait().exit_code, 0) << program.errors();
  return lines;
}

class Completion : public ::testing::Test {
 protected:
  std::string script(const std::string& shell) const {
    const std::string file = (folder_.path() / ("_efs." + shell)).string();
    if (fs::exists(file)) return file;
    const auto printed = testing::run_efs({"completion", shell});
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    write_file_atomically(file, printed.out);
    return file;
  }
  /// What bash offers for the last word.
  Lines bash(const std::string& words) const {
    return lines_of({"bash", "-c",
                     "source '" + script("bash") + "'; COMP_WORDS=(" + words +
                         "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _efs efs \"${COMP_WORDS[-1]}\" "
                         "\"${COMP_WORDS[-2]}\" 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\""});
  }
  Lines fish(const std::string& words) const {
    return lines_of({"fish", "--no-config", "-c",
                     "cd '" + folder_.path().string() + "'; source '" + script("fish") +
                         "'; complete -C '" + words + "'"});
  }

  TemporaryFolder folder_;
};

TEST_F(Completion, OfBashKnowsCommandsOptionsAndValues) {
  EXPECT_THAT(bash("efs sea"), ElementsAre("search"));
  EXPECT_THAT(bash("efs ''"), IsSupersetOf({"search", "report", "--help"}));
  EXPECT_THAT(bash("efs study ''"), IsSupersetOf({"list", "export", "delete"}));
  EXPECT_THAT(bash("efs report --"), IsSupersetOf({"--out", "--curves"}));
  EXPECT_THAT(bash("efs status --format ''"), ElementsAre("text", "json"));
  EXPECT_THAT(bash("efs archs ch"), ElementsAre("check"));
  EXPECT_THAT(bash("efs search train.batch"), ElementsAre("train.batch_size="));
  write_file_atomically(folder_.path() / "a photo.jpg", "");
  EXPECT_THAT(bash("efs predict '" + (folder_.path() / "a ph").string() + "'"),
              ElementsAre((folder_.path() / "a photo.jpg").string()));
}

TEST_F(Completion, OfFishKnowsCommandsOptionsAndValues) {
  EXPECT_THAT(fish("efs sea"), ElementsAre(StartsWith("search\t")));
  EXPECT_THAT(fish("efs study "), Contains(StartsWith("delete\t")));
  EXPECT_THAT(fish("efs study "), Not(Contains(StartsWith("_efs."))));
  EXPECT_THAT(fish("efs report --"), Contains(StartsWith("--curves\t")));
  EXPECT_THAT(fish("efs status --format "), ElementsAre(StartsWith("json"), StartsWith("text")));
  EXPECT_THAT(fish("efs search train.batch"), Contains(StartsWith("train.batch_size=")));
  EXPECT_THAT(fish("efs predict _efs"), Contains(StartsWith("_efs.fish")));
}

/// Types into a zsh of its own, and prints what stands there behind a tabulator.
constexpr const char* kTypeIntoZsh = R"(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1="> "; autoload -Uz compinit; compinit -u -D; source $1; print REA""DY'
while zpty -r shell line && [[ $line != *READY* ]]; do :; done
for words in 'efs sea' 'efs archs ch' 'efs status --for'; do
  zpty -w -n shell "$words"$'\t\x01print -r -- "[\x05]"\n'
  while zpty -r shell line && [[ $line != '['*']'* ]]; do :; done
  print -r -- "$line"
done
)";

TEST_F(Completion, OfZshKnowsCommandsAndOptions) {
  const std::string typist = (folder_.path() / "typist.zsh").string();
  std::string text = kTypeIntoZsh;
  text.replace(text.find("$1"), 2, script("zsh"));
  write_file_atomically(typist, text);
  const Lines lines = lines_of({"zsh", "-f", typist});
  EXPECT_THAT(lines, IsSupersetOf({StartsWith("[efs search]"), StartsWith("[efs archs check]"),
                                   StartsWith("[efs status --format]")}));
}

}  // namespace
}  // namespace efs
