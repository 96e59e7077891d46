// What a user asks of all workers of a study, wherever they run.
#pragma once

#include "study/storage.h"

namespace efs::study {

enum class StudyCommand {
  kWork,
  kPause,  // save after the running epoch, return the trial, wait
  kStop,   // save after the running epoch, return the trial, end
};

StudyCommand study_command(Storage& storage);
void set_study_command(Storage& storage, StudyCommand command);

}  // namespace efs::study
