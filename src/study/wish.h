// What a user asks of all workers of a study, wherever they run.
#pragma once

#include "study/storage.h"

namespace efs::study {

enum class Wish {
  kWork,
  kPause,  // save after the running epoch, return the trial, wait
  kStop,   // save after the running epoch, return the trial, end
};

Wish wish(Storage& storage);
void set_wish(Storage& storage, Wish wish);

}  // namespace efs::study
