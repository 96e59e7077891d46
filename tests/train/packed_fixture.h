// Small packed data sets for the training tests.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/rng.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
#include "train/trainer.h"
#include "train/weights/checkpoint.h"

namespace efs::train {

/// A folder that is removed with the object.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("efs_train_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Without the fsync of write_file_atomically, which a test of a thousand files would wait for.
inline void write_quickly(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// What the trainer's checkpoint holds.
inline Checkpoint state_of(const Trainer& trainer) {
  const TemporaryFolder folder("state");
  trainer.save(folder / "trial.ckpt");
  return read_checkpoint(folder / "trial.ckpt");
}

/// Images of 60 x 40 pixels, one bright rectangle each on noise; its outline is the box.
inline data::PackedDataset rectangles(const TemporaryFolder& folder, std::size_t train,
                                      std::size_t validation, int input, std::uint64_t seed = 1,
                                      int train_side = 0) {
  constexpr int kWidth = 60, kHeight = 40;
  Rng rng(seed);
  data::Dataset dataset;
  for (std::size_t i = 0; i < train + validation; ++i) {
    cv::Mat image(kHeight, kWidth, CV_8UC3);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < 3 * kWidth; ++x) {
        image.ptr(y)[x] = static_cast<unsigned char>(rng.integer(0, 80));
      }
    }
    const auto x0 = static_cast<int>(rng.integer(2, 30)), y0 = static_cast<int>(rng.integer(2, 18));
    const auto w = static_cast<int>(rng.integer(12, 26)), h = static_cast<int>(rng.integer(10, 20));
    cv::rectangle(image, {x0, y0, w, h}, {60, 200, 250}, cv::FILLED);
    const std::string id = std::to_string(seed) + "_" + std::to_string(i) + ".png";
    cv::imwrite((folder / id).string(), image);
    dataset.samples.push_back(
        {.image_id = id,
         .path = folder / id,
         .faces = {{static_cast<double>(x0), static_cast<double>(y0), static_cast<double>(x0 + w),
                    static_cast<double>(y0 + h)}},
         .ignored = {},
         .image_width = kWidth,
         .image_height = kHeight});
    (i < train ? dataset.train : dataset.validation).push_back(i);
  }
  dataset.digest = "rectangles-" + std::to_string(seed);
  const std::filesystem::path file = folder / ("rectangles-" + std::to_string(seed) + ".efspack");
  data::write_packed(dataset, {.input = {input, input}, .train_side = train_side}, file);
  return data::PackedDataset(file);
}

}  // namespace efs::train
