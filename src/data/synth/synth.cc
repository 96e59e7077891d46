#include "data/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <opencv2/core/utility.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/images/picture.h"
#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

struct DrawnImage {
  std::string jpeg;
  std::vector<detect::Box> boxes;
};

DrawnImage draw_image(const SynthOptions& options, std::uint64_t index) {
  Rng rng(derive_seed(options.seed, index));
  const double size = options.side * rng.uniform(0.85, 1.15);
  const double aspect = rng.log_uniform(3.0 / 4.0, 4.0 / 3.0);
  const int width = static_cast<int>(std::lround(size * std::sqrt(aspect)));
  const int height = static_cast<int>(std::lround(size / std::sqrt(aspect)));
  // A number that is fixed takes no random number, so that old seeds draw the same faces.
  const bool is_single = options.faces_low == 1 && options.faces_high == 1;
  const std::vector<HeadPose> poses =
      is_single
          ? std::vector{random_pose(width, height, kPortrait, rng)}
          : random_crowd(width, height, rng.integer(options.faces_low, options.faces_high), rng);

  DrawnImage drawn;
  for (const HeadPose& pose : poses) drawn.boxes.push_back(clipped(pose.box(), width, height));
  Canvas canvas(width, height);
  draw_background(canvas, rng);
  draw_distractors(canvas, drawn.boxes, rng);
  if (poses.empty()) draw_distractors(canvas, {}, rng);
  for (std::size_t i = 0; i < poses.size(); ++i) {
    draw_person(canvas, poses[i], rng);
    // Behind all other persons, so that it hides a part of this one's face only.
    if (i == 0 && rng.chance(0.3)) draw_occluder(canvas, poses[i], rng);
  }
  cv::Mat image = canvas.finish();
  photograph(image, rng);
  const int quality = static_cast<int>(rng.integer(60, 95));
  drawn.jpeg = encode_jpeg(image, quality);
  return drawn;
}

void check_options(const SynthOptions& options) {
  constexpr int kMostImages = 1000000;
  if (options.images < 1 || options.images > kMostImages) {
    fail_usage("{} images cannot be drawn; the number is 1 to {}", options.images, kMostImages);
  }
  if (options.side < 32 || options.side > 2048) {
    fail_usage("images of side {} cannot be drawn; the side is 32 to 2048", options.side);
  }
  if (options.faces_low < 0 || options.faces_high < options.faces_low ||
      options.faces_high > kMostDrawnFaces) {
    fail_usage("{} to {} faces an image cannot be drawn; write a range within 0 to {}",
               options.faces_low, options.faces_high, kMostDrawnFaces);
  }
}

void make_empty_folder(const fs::path& out) {
  std::error_code error;
  if (fs::exists(out, error) && (!fs::is_directory(out, error) || !fs::is_empty(out, error))) {
    fail("{} exists and is not an empty folder; name another or remove it", out.string());
  }
  fs::create_directories(out / "images", error);
  if (error) fail("cannot make the folder {}: {}", (out / "images").string(), error.message());
}

void write_image(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) fail("cannot write {}; is the disk full?", path.string());
}

std::string image_name(int index) { return fmt::format("{:06}.jpg", index); }

}  // namespace

void write_synthetic_faces(const fs::path& out, const SynthOptions& options) {
  check_options(options);
  make_empty_folder(out);
  std::vector<std::vector<detect::Box>> boxes(static_cast<std::size_t>(options.images));
  cv::parallel_for_(cv::Range(0, options.images), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      DrawnImage drawn = draw_image(options, static_cast<std::uint64_t>(i));
      write_image(out / "images" / image_name(i), drawn.jpeg);
      boxes[static_cast<std::size_t>(i)] = std::move(drawn.boxes);
    }
  });
  std::string labels;
  for (int i = 0; i < options.images; ++i) {
    labels += fmt::format("# {}\n", image_name(i));
    for (const detect::Box& box : boxes[static_cast<std::size_t>(i)]) {
      labels +=
          fmt::format("{:.2f} {:.2f} {:.2f} {:.2f}\n", box.xmin, box.ymin, box.xmax, box.ymax);
    }
  }
  // Last, so that an interrupted folder has no label file.
  write_file_atomically(out / "labels.txt", labels);
}

}  // namespace efs::data
