#include "data/dataset/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/stats.h"
#include "data/dataset/mean_box.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

struct SummaryRow {
  const char* name;
  int digits;
  double (*value)(const Sample& sample);
};

constexpr SummaryRow kSummaryRows[] = {
    {"image width, px", 0, [](const Sample& s) { return 1.0 * s.image_width; }},
    {"image height, px", 0, [](const Sample& s) { return 1.0 * s.image_height; }},
    {"box width, px", 1, [](const Sample& s) { return s.box.width(); }},
    {"box height, px", 1, [](const Sample& s) { return s.box.height(); }},
    {"box width / height", 3, [](const Sample& s) { return s.box.width() / s.box.height(); }},
    {"box share of the image", 3,
     [](const Sample& s) { return s.box.area() / (1.0 * s.image_width * s.image_height); }},
    {"brightness, 1 is white", 3, [](const Sample& s) { return s.brightness; }},
};

void list_images(std::back_insert_iterator<fmt::memory_buffer> out,
                 const std::vector<SkippedImage>& images) {
  for (const SkippedImage& image : images) {
    fmt::format_to(out, "  {}: {}\n", excerpt(image.image_id), image.reason);
  }
}

}  // namespace

std::string summary_text(const Dataset& dataset) {
  const double baseline_iou = mean_box_iou(dataset, dataset.validation);
  const auto oriented = std::ranges::count_if(
      dataset.samples, [](const Sample& sample) { return sample.orientation != 1; });
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "labelled    {} images, {} faces\n", dataset.labelled_images,
                 dataset.labelled_faces);
  fmt::format_to(out, "left out    {} images, by the rule for faces\n",
                 dataset.without_single_face);
  fmt::format_to(out, "skipped     {} images that cannot be used\n", dataset.skipped.size());
  list_images(out, dataset.skipped);
  if (!dataset.damaged.empty()) {
    fmt::format_to(out, "damaged     {} images that are used as far as they decode\n",
                   dataset.damaged.size());
    list_images(out, dataset.damaged);
  }
  if (oriented > 0) {
    fmt::format_to(out,
                   "orientation {} images are turned where they are displayed (Exif); boxes are "
                   "taken as of\n            the stored pixels: if they are not, turn the files "
                   "(exiftran -ai FILE, jhead -autorot FILE)\n",
                   oriented);
  }
  if (dataset.near_duplicates > 0) {
    fmt::format_to(out, "pairs       {} of {} near-duplicates name two labelled images\n",
                   dataset.applying_near_duplicates, dataset.near_duplicates);
  }
  fmt::format_to(out, "usable      {} images: {} train, {} validate\n", dataset.samples.size(),
                 dataset.train.size(), dataset.validation.size());
  if (!dataset.crops.empty()) {
    fmt::format_to(out, "crops       {} more train, from {} images with several faces\n",
                   dataset.crops.size(), dataset.cropped_images);
  }
  if (dataset.moved_duplicates > 0) {
    fmt::format_to(out, "moved       {} images to validation, where the same photograph is\n",
                   dataset.moved_duplicates);
  }
  fmt::format_to(out, "  {:<26}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "quantile", "5 %", "25 %", "50 %",
                 "75 %", "95 %");
  for (const SummaryRow& row : kSummaryRows) {
    std::vector<double> values;
    for (const Sample& sample : dataset.samples) values.push_back(row.value(sample));
    fmt::format_to(out, "  {:<26}", row.name);
    for (const double q : {0.05, 0.25, 0.5, 0.75, 0.95}) {
      fmt::format_to(out, "{:>9.{}f}", quantile(values, q), row.digits);
    }
    fmt::format_to(out, "\n");
  }
  fmt::format_to(out, "mean box    IoU {:.4f} on the validation images\n", baseline_iou);
  fmt::format_to(out, "digest      {}\n", dataset.digest);
  return fmt::to_string(text);
}

}  // namespace efs::data
