// A user's command to all workers of a study, wherever they run.
#pragma once

#include "study/storage.h"

namespace efs::study {

enum class StudyCommand {
  kWork,
  kPause,  // save after the running epoch, give the trial back, wait
  kStop,   // save after the running epoch, give the trial back, end
};

StudyCommand study_command(Storage& storage);
void set_study_command(Storage& storage, StudyCommand command);

}  // namespace efs::study
