#include "data/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <opencv2/core/utility.hpp>
#include <string>
#include <system_error>
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
  detect::Box box;
};

/// In [low, high], more often in the middle: photographers aim.
double near_middle(double low, double high, Rng& rng) {
  const double first = rng.uniform(low, high);
  return 0.65 * first + 0.35 * rng.uniform(low, high);
}

HeadPose random_pose(int width, int height, Rng& rng) {
  HeadPose pose;
  const double side = std::min(width, height);
  pose.half_height = side * rng.log_uniform(0.17, 0.42);
  pose.half_width = pose.half_height * rng.uniform(0.7, 0.84);
  pose.tilt = std::clamp(0.22 * rng.normal(), -0.7, 0.7);
  pose.turn = std::clamp(0.38 * rng.normal(), -0.95, 0.95);
  pose.nod = std::clamp(0.15 * rng.normal(), -0.35, 0.35);
  // A face may be cut by the image's edge, but only a little.
  const double margin_x = 0.85 * pose.half_width;
  const double margin_y = 0.85 * pose.half_height;
  pose.centre.x = near_middle(margin_x, width - margin_x, rng);
  pose.centre.y = near_middle(margin_y, height - margin_y, rng);
  return pose;
}

DrawnImage draw_image(const SynthOptions& options, std::uint64_t index) {
  Rng rng(derive_seed(options.seed, index));
  const double size = options.side * rng.uniform(0.85, 1.15);
  const double aspect = rng.log_uniform(3.0 / 4.0, 4.0 / 3.0);
  const int width = static_cast<int>(std::lround(size * std::sqrt(aspect)));
  const int height = static_cast<int>(std::lround(size / std::sqrt(aspect)));
  const HeadPose pose = random_pose(width, height, rng);

  DrawnImage drawn;
  drawn.box = clipped(pose.box(), width, height);
  Canvas canvas(width, height);
  draw_background(canvas, rng);
  draw_distractors(canvas, drawn.box, rng);
  draw_person(canvas, pose, rng);
  if (rng.chance(0.3)) draw_occluder(canvas, pose, rng);
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
  std::vector<detect::Box> boxes(static_cast<std::size_t>(options.images));
  cv::parallel_for_(cv::Range(0, options.images), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const DrawnImage drawn = draw_image(options, static_cast<std::uint64_t>(i));
      write_image(out / "images" / image_name(i), drawn.jpeg);
      boxes[static_cast<std::size_t>(i)] = drawn.box;
    }
  });
  std::string labels;
  for (int i = 0; i < options.images; ++i) {
    const detect::Box& box = boxes[static_cast<std::size_t>(i)];
    labels += fmt::format("# {}\n{:.2f} {:.2f} {:.2f} {:.2f}\n", image_name(i), box.xmin, box.ymin,
                          box.xmax, box.ymax);
  }
  // Last, so that an interrupted folder has no label file.
  write_file_atomically(out / "labels.txt", labels);
}

}  // namespace efs::data
