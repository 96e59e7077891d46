#include "data/dataset/usable_images.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <set>

#include "core/error.h"
#include "data/dataset/missing_images.h"
#include "data/dataset/turned_labels.h"
#include "data/images/orientation.h"

namespace efs::data {
namespace {

/// To a millionth of a pixel.
detect::Box rounded(const detect::Box& box) {
  constexpr double kSteps = 1e6;
  const auto round = [](double value) { return std::round(value * kSteps) / kSteps; };
  return {round(box.xmin), round(box.ymin), round(box.xmax), round(box.ymax)};
}

Sample sample_of(CheckedImage& image, FaceRule rule) {
  Sample sample{.image_id = std::move(image.image_id),
                .path = std::move(image.path),
                .image_width = image.width,
                .image_height = image.height,
                .orientation = image.orientation,
                .brightness = image.brightness,
                .looks = image.looks,
                .side = image.labels->side,
                .group = image.labels->group};
  if (rule == FaceRule::kAll) {
    sample.faces = std::move(image.boxes.faces);
    sample.ignored = std::move(image.boxes.ignored);
  } else {
    sample.faces = {*std::ranges::max_element(image.boxes.faces, {}, &detect::Box::area)};
  }
  return sample;
}

bool admits(FaceRule rule, std::size_t faces) {
  switch (rule) {
    case FaceRule::kSingle:
      return faces == 1;
    case FaceRule::kLargest:
      return faces > 0;
    case FaceRule::kAll:
      return true;
  }
  return false;
}

/// Faces that no image is needed to see the use of.
std::size_t countable_faces(const LabelledImage& image) {
  std::set<detect::Box> faces;
  for (const LabelledBox& face : image.faces) {
    if (detect::is_finite(face) && face.width() * face.height() != 0.0) {
      faces.insert(face);
    }
  }
  return faces.size();
}

void judge_reading(const std::vector<MeasuredBox>& boxes, const LabelSet& labels,
                   const DatasetOptions& options) {
  const auto doubt = doubt_boxes(boxes, labels.written);
  if (!doubt) return;
  const std::string name = options.labels.string();
  if (doubt->is_certain) fail("{}: {}", name, doubt->text);
  spdlog::warn("{}: {}", name, doubt->text);
}

void add_notes(Dataset& dataset, const CheckedImage& image) {
  for (std::size_t i = 0; i < kBoxVerdicts; ++i) dataset.boxes[i] += image.boxes.counts[i];
  dataset.box_notes.insert(dataset.box_notes.end(), image.boxes.notes.begin(),
                           image.boxes.notes.end());
}

}  // namespace

std::vector<CheckedImage> check_images(std::span<const LabelledImage* const> images,
                                       const std::filesystem::path& folder) {
  std::vector<CheckedImage> checked(images.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(images.size())), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      const LabelledImage& labels = *images[index];
      const std::filesystem::path path = folder / labels.image_id;
      checked[index] = {check_image(path), labels.image_id, path, &labels, {}};
    }
  });
  explain_missing(checked, folder);
  return checked;
}

LabelledImage upright_labels(const CheckedImage& image, BoxesAre turned) {
  LabelledImage labels = *image.labels;
  const ImageSize upright{image.width, image.height};
  const ImageSize stored = turned_size(upright, image.orientation);
  const ImageSize& frame = turned == BoxesAre::kStored ? stored : upright;
  for (auto* boxes : {&labels.faces, &labels.ignored}) {
    for (LabelledBox& labelled : *boxes) {
      detect::Box& box = labelled;
      if (labels.in_shares) {
        box =
            detect::to_pixels({box.xmin, box.ymin, box.xmax, box.ymax}, frame.width, frame.height);
      }
      if (turned == BoxesAre::kStored) box = to_upright(box, image.orientation, stored);
      box = rounded(box);
    }
  }
  labels.in_shares = false;
  return labels;
}

std::vector<MeasuredBox> judge_images(std::vector<CheckedImage>& images,
                                      const BoxReading& reading) {
  std::vector<MeasuredBox> measured;
  for (CheckedImage& image : images) {
    if (!image.reason.empty()) continue;
    const LabelledImage labels = upright_labels(image, reading.turned);
    image.boxes = judge_boxes(labels, {image.width, image.height}, reading.clip, reading.box_place);
    for (const LabelledBox& face : labels.faces) {
      measured.push_back({face.box(), image.width, image.height});
    }
  }
  return measured;
}

BoxReading reading_of(const LabelSet& labels, const DatasetOptions& options, BoxesAre turned) {
  const bool by_design = options.clip == Clip::kAuto && labels.clips;
  return {turned, by_design ? Clip::kAll : options.clip, labels.box_place};
}

void add_usable_images(Dataset& dataset, const LabelSet& labels, const DatasetOptions& options) {
  std::vector<const LabelledImage*> admitted;
  for (const LabelledImage& image : labels.images) {
    if (admits(options.faces, countable_faces(image))) admitted.push_back(&image);
  }
  std::vector<CheckedImage> checked = check_images(admitted, labels.folder);
  const TurnedLabels turned = turned_labels(checked, options.orientation, labels.turned);
  dataset.turned_boxes = turned.boxes;
  dataset.turned_why = turned.why;
  const std::vector<MeasuredBox> measured =
      judge_images(checked, reading_of(labels, options, turned.boxes));
  if (!labels.clips) judge_reading(measured, labels, options);
  for (CheckedImage& image : checked) {
    add_notes(dataset, image);
    if (!image.reason.empty()) {
      dataset.skipped.push_back({std::move(image.image_id), std::move(image.reason)});
    } else if (admits(options.faces, image.boxes.faces.size())) {
      if (!image.damage.empty()) dataset.damaged.push_back({image.image_id, image.damage});
      dataset.samples.push_back(sample_of(image, options.faces));
      dataset.file_digests.push_back(std::move(image.digest));
    }
  }
  dataset.without_single_face =
      labels.images.size() - dataset.samples.size() - dataset.skipped.size();
}

}  // namespace efs::data
