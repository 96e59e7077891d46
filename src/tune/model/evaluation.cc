#include "tune/model/evaluation.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/csv.h"

namespace efs::tune {
namespace {

constexpr std::uint64_t kBootstrapSeed = 1;
constexpr std::size_t kGroups = 3;

ImageResult judge(const data::Sample& sample, const Prediction& prediction) {
  const double image_area = static_cast<double>(sample.image_width) * sample.image_height;
  const detect::Box& face = data::only_face(sample.faces, sample.image_id);
  return {.image_id = sample.image_id,
          .truth = face,
          .predicted = prediction.box(),
          .iou = detect::iou(face, prediction.box()),
          .face_size = std::sqrt(face.area() / image_area),
          .brightness = prediction.brightness};
}

/// Fewer than kGroups images make one group each.
std::vector<Group> groups_by(std::vector<ImageResult> images, double ImageResult::*property) {
  std::stable_sort(images.begin(), images.end(), [&](const ImageResult& a, const ImageResult& b) {
    return a.*property < b.*property;
  });
  std::vector<Group> groups;
  const std::size_t count = std::min(kGroups, images.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * images.size() / count, end = (i + 1) * images.size() / count;
    Group group{
        .low = images[begin].*property, .high = images[end - 1].*property, .images = end - begin};
    for (std::size_t n = begin; n < end; ++n) group.mean_iou += images[n].iou;
    group.mean_iou /= static_cast<double>(group.images);
    groups.push_back(group);
  }
  return groups;
}

double share_above(const std::vector<double>& values, double limit) {
  const auto above =
      std::count_if(values.begin(), values.end(), [&](double value) { return value > limit; });
  return static_cast<double>(above) / static_cast<double>(values.size());
}

Json to_json(const std::vector<Group>& groups) {
  Json json = Json::array();
  for (const Group& group : groups) {
    json.push_back({{"low", group.low},
                    {"high", group.high},
                    {"images", group.images},
                    {"mean_iou", group.mean_iou}});
  }
  return json;
}

}  // namespace

Evaluation summarize(std::vector<ImageResult> images) {
  if (images.empty()) fail("there are no images to evaluate on");
  Evaluation result;
  result.images = std::move(images);
  std::vector<double> ious;
  for (const ImageResult& image : result.images) ious.push_back(image.iou);
  Rng rng(kBootstrapSeed);
  result.mean_iou = mean(ious);
  result.mean_iou_95 = bootstrap_mean_interval_95(ious, rng);
  result.share_above_50 = share_above(ious, 0.5);
  result.share_above_75 = share_above(ious, 0.75);
  result.share_above_90 = share_above(ious, 0.9);
  result.by_face_size = groups_by(result.images, &ImageResult::face_size);
  result.by_brightness = groups_by(result.images, &ImageResult::brightness);
  return result;
}

Evaluation evaluate(Predictor& predictor, const data::Dataset& dataset,
                    const std::vector<std::size_t>& indices, bool flip) {
  std::vector<ImageResult> images;
  for (const auto index : indices) {
    const auto& sample = dataset.samples.at(index);
    images.push_back(judge(sample, predictor.predict(sample.path, flip)));
  }
  auto result = summarize(std::move(images));
  result.flip = flip;
  return result;
}

std::vector<ImageResult> worst_images(const Evaluation& evaluation, std::size_t count) {
  std::vector<ImageResult> images = evaluation.images;
  std::stable_sort(images.begin(), images.end(),
                   [](const ImageResult& a, const ImageResult& b) { return a.iou < b.iou; });
  images.resize(std::min(images.size(), count));
  return images;
}

Json to_json(const Evaluation& evaluation) {
  return {{"images", evaluation.images.size()},
          {"mean_iou", evaluation.mean_iou},
          {"mean_iou_95", {evaluation.mean_iou_95.low, evaluation.mean_iou_95.high}},
          {"share_iou_above_0.5", evaluation.share_above_50},
          {"share_iou_above_0.75", evaluation.share_above_75},
          {"share_iou_above_0.9", evaluation.share_above_90},
          {"by_face_size", to_json(evaluation.by_face_size)},
          {"by_brightness", to_json(evaluation.by_brightness)},
          {"test_time_flip", evaluation.flip}};
}

std::string to_csv(const Evaluation& evaluation) {
  CsvWriter csv({"image_id", "iou", "xmin", "ymin", "xmax", "ymax", "true_xmin", "true_ymin",
                 "true_xmax", "true_ymax", "face_size", "brightness"});
  for (const ImageResult& image : evaluation.images) {
    csv.add_exact(image.image_id).add(image.iou);
    for (const detect::Box& box : {image.predicted, image.truth}) {
      csv.add(box.xmin).add(box.ymin).add(box.xmax).add(box.ymax);
    }
    csv.add(image.face_size).add(image.brightness).end_line();
  }
  return csv.text();
}

}  // namespace efs::tune
