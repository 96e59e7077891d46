#include "study/storage.h"

namespace efs::study {

History Storage::history() {
  History history;
  refresh(history);
  return {.trials = std::move(history.trials)};
}

}  // namespace efs::study
