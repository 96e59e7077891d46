// Drawn faces in a folder of their own, for benchmarks without photographs.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "data/dataset/dataset.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
#include "data/synth/synth.h"

namespace efs::bench {

/// Removed at the end.
class DrawnFaces {
 public:
  /// `most`: the images have 0 to so many faces; 1: exactly one.
  explicit DrawnFaces(int images, int most = 1)
      : folder_(std::filesystem::temp_directory_path() /
                ("efs_bench_" + std::to_string(::getpid()))) {
    data::write_synthetic_faces(folder_, {.images = images,
                                          .seed = 1,
                                          .side = 240,
                                          .faces_low = most == 1 ? 1 : 0,
                                          .faces_high = most});
    data::DatasetOptions options{{.images = folder_ / "images", .labels = folder_ / "labels.txt"}};
    options.faces = most == 1 ? data::FaceRule::kSingle : data::FaceRule::kAll;
    dataset_ = data::load_dataset(options);
  }
  ~DrawnFaces() { std::filesystem::remove_all(folder_); }
  DrawnFaces(const DrawnFaces&) = delete;
  DrawnFaces& operator=(const DrawnFaces&) = delete;

  const data::Dataset& dataset() const { return dataset_; }
  data::PackedDataset pack(const data::PackOptions& options) const {
    data::write_packed(dataset_, options, folder_ / "faces.efspack");
    return data::PackedDataset(folder_ / "faces.efspack");
  }

 private:
  std::filesystem::path folder_;
  data::Dataset dataset_;
};

}  // namespace efs::bench
