#include "study/study_command.h"

#include <algorithm>
#include <array>

#include "study/notes.h"

namespace efs::study {
namespace {

/// By StudyCommand.
constexpr std::array<const char*, 3> kWords{"", "pause", "stop"};

}  // namespace

StudyCommand study_command(Storage& storage) {
  const auto word = std::ranges::find(kWords, storage.note(note::kCommand.key).value_or(""));
  return word == kWords.end() ? StudyCommand::kWork
                              : static_cast<StudyCommand>(word - kWords.begin());
}

void set_study_command(Storage& storage, StudyCommand command) {
  storage.set_note(note::kCommand.key, kWords.at(static_cast<std::size_t>(command)));
}

}  // namespace efs::study
