#include "data/dataset/usable_images.h"

#include <algorithm>
#include <opencv2/core/utility.hpp>

#include "core/error.h"
#include "data/dataset/missing_images.h"

namespace efs::data {
namespace {

/// Why a box cannot be used in this image; empty if it can.
std::string box_problem(const detect::Box& box, const ImageCheck& image) {
  const std::string name = fmt::format("box {} {} {} {}", box.xmin, box.ymin, box.xmax, box.ymax);
  if (box.width() < 0.0 || box.height() < 0.0) {
    return name + " is inverted (xmin < xmax and ymin < ymax are needed)";
  }
  if (box.area() <= 0.0) return name + " is empty";
  const bool inside =
      box.xmin >= 0.0 && box.ymin >= 0.0 && box.xmax <= image.width && box.ymax <= image.height;
  if (inside) return {};
  const std::string outside =
      fmt::format("{} reaches outside the image of {} x {}", name, image.width, image.height);
  if (image.orientation == 1) return outside;
  return fmt::format(
      "{} as stored; its orientation tag ({}) turns it where it is displayed, and boxes are taken "
      "as stored: turn the files (exiftran -ai FILE)",
      outside, image.orientation);
}

/// Clips the boxes if asked to and returns the first problem that one of them has.
std::string prepare_boxes(std::vector<detect::Box>& boxes, const ImageCheck& image, bool clip) {
  for (detect::Box& box : boxes) {
    if (clip) {
      box = clipped(box, image.width, image.height);
      if (box.area() <= 0.0) return "box outside the image";
    }
    const std::string problem = box_problem(box, image);
    if (!problem.empty()) return problem;
  }
  return {};
}

CheckedImage check(const LabelledImage& labelled, const std::filesystem::path& folder, bool clip) {
  const std::filesystem::path path = folder / labelled.image_id;
  CheckedImage image{check_image(path), labelled.image_id, path, labelled.faces, labelled.ignored};
  if (image.reason.empty()) image.reason = prepare_boxes(image.faces, image, clip);
  if (image.reason.empty()) image.reason = prepare_boxes(image.ignored, image, clip);
  return image;
}

Sample sample_of(CheckedImage& image, FaceRule rule) {
  Sample sample{.image_id = std::move(image.image_id),
                .path = std::move(image.path),
                .image_width = image.width,
                .image_height = image.height,
                .orientation = image.orientation,
                .brightness = image.brightness};
  if (rule == FaceRule::kAll) {
    sample.faces = std::move(image.faces);
    sample.ignored = std::move(image.ignored);
  } else {
    sample.faces = {*std::ranges::max_element(image.faces, {}, &detect::Box::area)};
  }
  return sample;
}

bool admits(FaceRule rule, const LabelledImage& image) {
  switch (rule) {
    case FaceRule::kSingle:
      return image.faces.size() == 1;
    case FaceRule::kLargest:
      return !image.faces.empty();
    case FaceRule::kAll:
      return true;
  }
  return false;
}

}  // namespace

std::vector<CheckedImage> check_images(std::span<const LabelledImage* const> images,
                                       const std::filesystem::path& folder, bool clip) {
  std::vector<CheckedImage> checked(images.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(images.size())), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      checked[index] = check(*images[index], folder, clip);
    }
  });
  explain_missing(checked, folder);
  return checked;
}

std::vector<MeasuredBox> add_usable_images(Dataset& dataset,
                                           const std::vector<LabelledImage>& labelled,
                                           const DatasetOptions& options, bool clip) {
  std::vector<const LabelledImage*> admitted;
  for (const LabelledImage& image : labelled) {
    if (admits(options.faces, image)) admitted.push_back(&image);
  }
  dataset.without_single_face = labelled.size() - admitted.size();
  std::vector<MeasuredBox> boxes;
  for (CheckedImage& image : check_images(admitted, options.images, clip)) {
    // Boxes of a turned image may be as displayed, which its own message says.
    if (image.width > 0 && !clip && image.orientation == 1) {
      for (const detect::Box& face : image.faces)
        boxes.push_back({face, image.width, image.height});
    }
    if (image.reason.empty()) {
      if (!image.damage.empty()) dataset.damaged.push_back({image.image_id, image.damage});
      dataset.samples.push_back(sample_of(image, options.faces));
      dataset.file_digests.push_back(std::move(image.digest));
    } else {
      dataset.skipped.push_back({std::move(image.image_id), std::move(image.reason)});
    }
  }
  return boxes;
}

}  // namespace efs::data
