// A folder with drawn faces packed at 64 pixels, removed at the end.
#pragma once

#include <filesystem>
#include <string>

#include "data/dataset/dataset.h"
#include "data/synth/synth.h"
#include "support/temporary_folder.h"
#include "tune/options.h"
#include "tune/study/packed_sets.h"
#include "tune/study_folder.h"

namespace efs::tune {

class TemporaryStudy {
 public:
  explicit TemporaryStudy(int images = 24) {
    data::write_synthetic_faces(root_ / "faces", {.images = images, .seed = 5, .side = 64});
    options.data.images = root_ / "faces" / "images";
    options.data.labels = root_ / "faces" / "labels.txt";
    options.network.input = square(64);
    options.space = search::grid_space({"squeezenet1_1"}, {1e-3, 1e-4});
    options.strategy.staged.stages = {{1, 1}, {2, 1}};
    options.workers = {.count = 1, .threads = 1};
    options.latency.cache = root_ / "latency";
    options.latency.all.front().runtime = "opencv";
    options.latency.all.front().protocol = {
        .warmup_s = 0.0, .min_s = 0.0, .relative_interval = 1.0};
    dataset = data::load_dataset(options.data);
  }
  PackedSets packed() const { return {dataset, options, root_ / "packed"}; }
  StudyFolder folder() const { return StudyFolder(root_ / "study"); }
  const std::filesystem::path& root() const { return root_.path(); }

  SearchOptions options;
  data::Dataset dataset;

 private:
  TemporaryFolder root_;
};

}  // namespace efs::tune
