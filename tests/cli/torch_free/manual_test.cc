#include "cli/torch_free/manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

CommandDescription show() {
  return {
      .name = "show",
      .summary = ".shows 'it'",
      .options = {{.names = {"-f", "--format"},
                   .value = "TEXT",
                   .choices = {"text", "json"},
                   .help = "how",
                   .usual = "text"},
                  {.names = {}, .value = "STUDY", .choices = {}, .help = "a\\b", .required = true}},
      .commands = {}};
}

TEST(ManualPage, EscapesWhatTroffWouldTake) {
  const std::string page = manual_page(show());
  EXPECT_THAT(page,
              AllOf(HasSubstr(".TH EFS\\-SHOW 1 \"\" "), HasSubstr("efs\\-show \\- \\&.shows"),
                    HasSubstr("\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fITEXT\\fR\n"),
                    HasSubstr("how; one of text, json (default: text)\n"), HasSubstr("a\\eb\n"),
                    HasSubstr("[OPTIONS] \\fISTUDY\\fR\n")));
}

TEST(ManualPage, HasTheCommandsBehind) {
  const CommandDescription study{.name = "study",
                                 .summary = "looks",
                                 .options = {{.names = {"--help"}}},
                                 .commands = {show()}};
  const std::string page = manual_page(study);
  EXPECT_THAT(page, AllOf(HasSubstr(".SH EFS STUDY SHOW\n"), HasSubstr(".B efs study show\n"),
                          Not(HasSubstr(".B efs study\n"))));
  EXPECT_THAT(manual_page(std::vector{study}), HasSubstr(".BR efs\\-study (1)\nlooks\n"));
}

}  // namespace
}  // namespace efs::cli
