#include "data/usable_images.h"

#include <algorithm>
#include <opencv2/core/utility.hpp>

#include "core/error.h"
#include "data/image_file.h"

namespace efs::data {
namespace {

struct Checked {
  Sample sample;
  std::string digest;
  std::string problem;
};

/// Clips the faces if asked to and returns the first problem that one of them has.
std::string prepare_faces(std::vector<Box>& faces, const ImageCheck& image, bool clip) {
  for (Box& face : faces) {
    if (clip) {
      face = clipped(face, image.width, image.height);
      if (face.area() <= 0.0) return "box outside the image";
    }
    const std::string problem = box_problem(face, image.width, image.height);
    if (!problem.empty()) return problem;
  }
  return {};
}

Checked check(const LabelledImage& labelled, const std::filesystem::path& folder, bool clip) {
  Checked result;
  result.sample.image_id = labelled.image_id;
  result.sample.path = folder / labelled.image_id;
  const ImageCheck image = check_image(result.sample.path);
  result.problem = image.reason;
  if (!result.problem.empty()) return result;
  std::vector<Box> faces = labelled.faces;
  result.problem = prepare_faces(faces, image, clip);
  if (!result.problem.empty()) return result;
  result.sample.box = *std::max_element(
      faces.begin(), faces.end(), [](const Box& a, const Box& b) { return a.area() < b.area(); });
  result.sample.image_width = image.width;
  result.sample.image_height = image.height;
  result.digest = image.digest;
  return result;
}

bool admits(FaceRule rule, const LabelledImage& image) {
  return rule == FaceRule::kSingle ? image.faces.size() == 1 : !image.faces.empty();
}

}  // namespace

std::string box_problem(const Box& box, int image_width, int image_height) {
  const std::string name = fmt::format("box {} {} {} {}", box.xmin, box.ymin, box.xmax, box.ymax);
  if (box.width() < 0.0 || box.height() < 0.0) {
    return name + " is inverted (xmin < xmax and ymin < ymax are needed)";
  }
  if (box.area() <= 0.0) return name + " is empty";
  const bool inside =
      box.xmin >= 0.0 && box.ymin >= 0.0 && box.xmax <= image_width && box.ymax <= image_height;
  if (inside) return {};
  return fmt::format("{} reaches outside the image of {} x {}", name, image_width, image_height);
}

UsableImages find_usable_images(const std::vector<LabelledImage>& labelled,
                                const std::filesystem::path& folder, FaceRule rule, bool clip) {
  UsableImages result;
  std::vector<const LabelledImage*> admitted;
  for (const LabelledImage& image : labelled) {
    if (admits(rule, image)) {
      admitted.push_back(&image);
    } else {
      ++result.left_out;
    }
  }
  std::vector<Checked> checked(admitted.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(admitted.size())), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      checked[index] = check(*admitted[index], folder, clip);
    }
  });
  for (Checked& image : checked) {
    if (image.problem.empty()) {
      result.samples.push_back(std::move(image.sample));
      result.file_digests.push_back(std::move(image.digest));
    } else {
      result.skipped.push_back({std::move(image.sample.image_id), std::move(image.problem)});
    }
  }
  return result;
}

}  // namespace efs::data
