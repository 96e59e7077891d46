#include "cli/faces/small_faces.h"

#include <stdexcept>

namespace efs::testing {

SmallFaces::SmallFaces(int images) {
  const auto drawn = run_efs({"data", "synth", path("faces"), "--images", std::to_string(images),
                              "--side", "96", "--faces", "0-3", "--seed", "3"});
  if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
}

std::vector<std::string> SmallFaces::words(const std::string& command, const std::string& study,
                                           const std::vector<std::string>& more) const {
  std::vector<std::string> words{command,
                                 "--images",
                                 images(),
                                 "--labels",
                                 labels(),
                                 "--study",
                                 study,
                                 "input=64",
                                 "space.architectures=[shufflenet_v2_x0_5]",
                                 "space.learning_rate=[0.004]",
                                 "train.augmentation=none",
                                 "train.batch_size=4",
                                 "train.average_decay=0",
                                 "train.warmup_epochs=0",
                                 "train.precision=fp32",
                                 "search.workers=1",
                                 "search.threads_per_worker=1",
                                 "latency.cache=" + path("latency")};
  if (command == "train") words.insert(words.end(), {"--epochs", "1"});
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace efs::testing
