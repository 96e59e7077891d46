#include "cli/config/key_builders.h"
#include "detect/threshold.h"

namespace efs::cli {

std::vector<Key> faces_keys() {
  return {key("false_alarms", &tune::SearchOptions::false_alarms_per_image,
              "an image, on the validation images: the model's score threshold is the lowest one "
              "that has at most so many; `none`: the one with the best F1",
              {.range = detect::kFalseAlarmsPerImage,
               .example = "0.01",
               .link = "accuracy.md",
               .shown = Shown::kCommented})};
}

}  // namespace efs::cli
