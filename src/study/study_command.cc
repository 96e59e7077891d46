#include "study/study_command.h"

#include "study/notes.h"

namespace efs::study {
namespace {

constexpr const char* kPause = "pause";
constexpr const char* kStop = "stop";

}  // namespace

StudyCommand study_command(Storage& storage) {
  const std::string text = storage.note(note::kCommand.key).value_or("");
  return text == kPause  ? StudyCommand::kPause
         : text == kStop ? StudyCommand::kStop
                         : StudyCommand::kWork;
}

void set_study_command(Storage& storage, StudyCommand command) {
  storage.set_note(note::kCommand.key, command == StudyCommand::kPause  ? kPause
                                       : command == StudyCommand::kStop ? kStop
                                                                        : "");
}

}  // namespace efs::study
