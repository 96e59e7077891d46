#include "data/dataset/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/stats.h"
#include "data/dataset/mean_box.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// Quantiles over the usable samples of what `value` reads from each.
template <typename Value>
Quantiles spread(const Dataset& dataset, Value value) {
  std::vector<double> values;
  for (const Sample& sample : dataset.samples) values.push_back(value(sample));
  if (values.empty()) return {};
  return {quantile(values, 0.05), quantile(values, 0.25), quantile(values, 0.5),
          quantile(values, 0.75), quantile(values, 0.95)};
}

double image_area(const Sample& sample) {
  return static_cast<double>(sample.image_width) * sample.image_height;
}

std::string row(const char* name, const Quantiles& q, int digits) {
  return fmt::format("  {:<26}{:>9.{}f}{:>9.{}f}{:>9.{}f}{:>9.{}f}{:>9.{}f}\n", name, q.p5, digits,
                     q.p25, digits, q.p50, digits, q.p75, digits, q.p95, digits);
}

void list_images(std::back_insert_iterator<fmt::memory_buffer> out,
                 const std::vector<SkippedImage>& images) {
  for (const SkippedImage& image : images) {
    fmt::format_to(out, "  {}: {}\n", excerpt(image.image_id), image.reason);
  }
}

}  // namespace

DatasetSummary summarize(const Dataset& dataset) {
  DatasetSummary summary;
  summary.usable = dataset.samples.size();
  summary.skipped = dataset.skipped;
  summary.damaged = dataset.damaged;
  summary.oriented = static_cast<std::size_t>(
      std::count_if(dataset.samples.begin(), dataset.samples.end(),
                    [](const Sample& sample) { return sample.orientation != 1; }));
  summary.near_duplicates = dataset.near_duplicates;
  summary.applying_near_duplicates = dataset.applying_near_duplicates;
  summary.left_out = dataset.without_single_face;
  summary.labelled_images = dataset.labelled_images;
  summary.labelled_faces = dataset.labelled_faces;
  summary.train = dataset.train.size();
  summary.validation = dataset.validation.size();
  summary.crops = dataset.crops.size();
  summary.cropped_images = dataset.cropped_images;
  summary.moved_duplicates = dataset.moved_duplicates;
  summary.image_width = spread(dataset, [](const Sample& s) { return s.image_width; });
  summary.image_height = spread(dataset, [](const Sample& s) { return s.image_height; });
  summary.box_width = spread(dataset, [](const Sample& s) { return s.box.width(); });
  summary.box_height = spread(dataset, [](const Sample& s) { return s.box.height(); });
  summary.box_aspect =
      spread(dataset, [](const Sample& s) { return s.box.width() / s.box.height(); });
  summary.box_share = spread(dataset, [](const Sample& s) { return s.box.area() / image_area(s); });
  summary.brightness = spread(dataset, [](const Sample& s) { return s.brightness; });
  summary.mean_box_iou = mean_box_iou(dataset, dataset.validation);
  summary.digest = dataset.digest;
  return summary;
}

std::string to_text(const DatasetSummary& summary) {
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "labelled    {} images, {} faces\n", summary.labelled_images,
                 summary.labelled_faces);
  fmt::format_to(out, "left out    {} images, by the rule for faces\n", summary.left_out);
  fmt::format_to(out, "skipped     {} images that cannot be used\n", summary.skipped.size());
  list_images(out, summary.skipped);
  if (!summary.damaged.empty()) {
    fmt::format_to(out, "damaged     {} images that are used as far as they decode\n",
                   summary.damaged.size());
    list_images(out, summary.damaged);
  }
  if (summary.oriented > 0) {
    fmt::format_to(out,
                   "orientation {} images are turned where they are displayed (Exif); boxes are "
                   "taken as of\n            the stored pixels: if they are not, turn the files "
                   "(exiftran -ai FILE, jhead -autorot FILE)\n",
                   summary.oriented);
  }
  if (summary.near_duplicates > 0) {
    fmt::format_to(out, "pairs       {} of {} near-duplicates name two labelled images\n",
                   summary.applying_near_duplicates, summary.near_duplicates);
  }
  fmt::format_to(out, "usable      {} images: {} train, {} validate\n", summary.usable,
                 summary.train, summary.validation);
  if (summary.crops > 0) {
    fmt::format_to(out, "crops       {} more train, from {} images with several faces\n",
                   summary.crops, summary.cropped_images);
  }
  if (summary.moved_duplicates > 0) {
    fmt::format_to(out, "moved       {} images to validation, where the same photograph is\n",
                   summary.moved_duplicates);
  }
  fmt::format_to(out, "  {:<26}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "quantile", "5 %", "25 %", "50 %",
                 "75 %", "95 %");
  text.append(row("image width, px", summary.image_width, 0));
  text.append(row("image height, px", summary.image_height, 0));
  text.append(row("box width, px", summary.box_width, 1));
  text.append(row("box height, px", summary.box_height, 1));
  text.append(row("box width / height", summary.box_aspect, 3));
  text.append(row("box share of the image", summary.box_share, 3));
  text.append(row("brightness, 1 is white", summary.brightness, 3));
  fmt::format_to(out, "mean box    IoU {:.4f} on the validation images\n", summary.mean_box_iou);
  fmt::format_to(out, "digest      {}\n", summary.digest);
  return fmt::to_string(text);
}

}  // namespace efs::data
