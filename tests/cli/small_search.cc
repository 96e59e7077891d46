#include "small_search.h"

#include <stdexcept>

#include "program.h"

namespace efs::testing {

SmallSearch::SmallSearch(int images, int side) {
  const auto drawn =
      run_efs({"data", "synth", (folder_ / "faces").string(), "--images", std::to_string(images),
               "--side", std::to_string(side), "--seed", "3"});
  if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
}

std::vector<std::string> SmallSearch::words(const std::filesystem::path& study,
                                            const std::vector<std::string>& more) const {
  std::vector<std::string> words{"search",
                                 "--images",
                                 images().string(),
                                 "--labels",
                                 labels().string(),
                                 "--study",
                                 study.string(),
                                 "input=32",
                                 "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1]",
                                 "space.learning_rate=[0.001, 0.0001]",
                                 "stages=[{epochs: 1, keep: 2}, {epochs: 3, keep: 1}]",
                                 "train.precision=fp32",
                                 "search.workers=1",
                                 "search.threads_per_worker=1",
                                 "latency.cache=" + (folder_ / "latency").string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace efs::testing
