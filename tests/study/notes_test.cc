#include "study/notes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>

#include "core/files/files.h"

namespace efs::study {
namespace {

namespace fs = std::filesystem;

TEST(Notes, AreTheTableOfThePage) {
  std::string table = "| note | value | what | written by |\n| --- | --- | --- | --- |\n";
  for (const Note& note : kNotes) {
    table += fmt::format("| `{}` | {} | {} | {} |\n", note.key, note.value, note.what, note.writer);
  }
  EXPECT_THAT(read_file(EFS_SOURCE_DIR "/docs/study.md"), testing::HasSubstr(table + "\n"));
}

TEST(Notes, AreReadAndWrittenByTheirRows) {
  const std::regex literal(R"(storage_?(\.|->)(set_)?note\(")");
  for (const auto& file : fs::recursive_directory_iterator(EFS_SOURCE_DIR "/src")) {
    if (file.path().extension() != ".cc") continue;
    EXPECT_FALSE(std::regex_search(read_file(file.path()), literal)) << file.path();
  }
}

TEST(Notes, HaveKeysThatNoOtherBeginsWith) {
  for (const Note& note : kNotes) {
    for (const Note& other : kNotes) {
      const std::string key = note.key;
      if (&note == &other || !key.ends_with(':')) continue;
      EXPECT_FALSE(std::string(other.key).starts_with(key)) << other.key;
    }
  }
}

}  // namespace
}  // namespace efs::study
