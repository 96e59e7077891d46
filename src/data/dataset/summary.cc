#include "data/dataset/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "core/stats.h"
#include "core/text/text_parts.h"
#include "data/dataset/mean_box.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

using Output = std::back_insert_iterator<fmt::memory_buffer>;

/// A row of quantiles: over the images, or over all faces in them.
struct SummaryRow {
  const char* name;
  int digits;
  bool of_faces;
  double (*value)(const Sample& sample, const detect::Box& face);
};

constexpr SummaryRow kSummaryRows[] = {
    {"image width, px", 0, false,
     [](const Sample& s, const detect::Box&) { return 1.0 * s.image_width; }},
    {"image height, px", 0, false,
     [](const Sample& s, const detect::Box&) { return 1.0 * s.image_height; }},
    {"box width, px", 1, true, [](const Sample&, const detect::Box& f) { return f.width(); }},
    {"box height, px", 1, true, [](const Sample&, const detect::Box& f) { return f.height(); }},
    {"box width / height", 3, true,
     [](const Sample&, const detect::Box& f) { return f.width() / f.height(); }},
    {"box share of the image", 3, true,
     [](const Sample& s, const detect::Box& f) {
       return f.area() / (1.0 * s.image_width * s.image_height);
     }},
    {"brightness, 1 is white", 3, false,
     [](const Sample& s, const detect::Box&) { return s.brightness; }},
};
/// Times the side of a letterboxed square input this is the shorter side of the face there.
constexpr SummaryRow kLetterboxRow{
    "side / image's long side", 3, true, [](const Sample& s, const detect::Box& f) {
      return std::min(f.width(), f.height()) / std::max(s.image_width, s.image_height);
    }};

void print_quantiles(Output out, const SummaryRow& row, const std::vector<Sample>& samples) {
  std::vector<double> values;
  for (const Sample& sample : samples) {
    if (!row.of_faces) values.push_back(row.value(sample, {}));
    for (std::size_t i = 0; row.of_faces && i < sample.faces.size(); ++i) {
      values.push_back(row.value(sample, sample.faces[i]));
    }
  }
  if (values.empty()) return;
  fmt::format_to(out, "  {:<26}", row.name);
  for (const double q : {0.05, 0.25, 0.5, 0.75, 0.95}) {
    fmt::format_to(out, "{:>9.{}f}", quantile(values, q), row.digits);
  }
  fmt::format_to(out, "\n");
}

/// How many images show how many faces.
void print_crowds(Output out, const Dataset& dataset) {
  struct Crowd {
    const char* name;
    std::size_t low, high;
  };
  constexpr Crowd kCrowds[] = {{"no face", 0, 0},
                               {"1 face", 1, 1},
                               {"2 faces", 2, 2},
                               {"3-5 faces", 3, 5},
                               {"6+ faces", 6, ~std::size_t{0}}};
  fmt::format_to(
      out, "background  {} of the usable images ({:.1f} %) show no face\n", dataset.faceless,
      100.0 * static_cast<double>(dataset.faceless) / static_cast<double>(dataset.samples.size()));
  fmt::format_to(out, "crowds      ");
  for (const Crowd& crowd : kCrowds) {
    const auto count = std::ranges::count_if(dataset.samples, [&](const Sample& sample) {
      return sample.faces.size() >= crowd.low && sample.faces.size() <= crowd.high;
    });
    fmt::format_to(out, "{}{}: {}", crowd.low == 0 ? "" : ", ", crowd.name, count);
  }
  fmt::format_to(out, "\n");
}

void list_images(Output out, const std::vector<SkippedImage>& images) {
  for (const SkippedImage& image : images) {
    fmt::format_to(out, "  {}: {}\n", excerpt(image.image_id), image.reason);
  }
}

/// What became of the images and the boxes.
void print_verdicts(Output out, const Dataset& dataset) {
  const auto row = [&](const char* what, std::size_t count, const char* verdict) {
    if (count > 0) fmt::format_to(out, "  {:<8}{:>8}  {}\n", what, count, verdict);
  };
  fmt::format_to(out, "verdicts\n");
  row("images", dataset.samples.size(), "used");
  row("", dataset.damaged.size(), "of these damaged, used as far as they decode");
  row("", dataset.without_single_face, "left out by the rule for faces");
  row("", dataset.skipped.size(), "cannot be used");
  for (std::size_t i = 0; i < kBoxVerdicts; ++i) {
    row(i == 0 ? "boxes" : "", dataset.boxes[i], words_for(static_cast<BoxVerdict>(i)));
  }
}

void list_boxes(Output out, const Dataset& dataset) {
  constexpr std::size_t kShown = 100;
  std::size_t shown = 0;
  for (const BoxNote& note : dataset.box_notes) {
    if (++shown > kShown) break;
    fmt::format_to(out, "  {} ({})\n", note.text, words_for(note.verdict));
  }
  if (dataset.box_notes.size() > kShown) {
    fmt::format_to(out, "  and {} more\n", dataset.box_notes.size() - kShown);
  }
}

void print_labels(Output out, const Dataset& dataset) {
  const auto turned = std::ranges::count_if(
      dataset.samples, [](const Sample& sample) { return sample.orientation != 1; });
  fmt::format_to(out, "labels      {}\n", hanging(dataset.labels, 12));
  if (dataset.labelled_ignored > 0 && dataset.rule != FaceRule::kAll) {
    fmt::format_to(out, "ignored     {} regions, which this rule for faces leaves out\n",
                   dataset.labelled_ignored);
  }
  fmt::format_to(out, "skipped     {} images that cannot be used\n", dataset.skipped.size());
  list_images(out, dataset.skipped);
  if (!dataset.damaged.empty()) {
    fmt::format_to(out, "damaged     {} images that are used as far as they decode\n",
                   dataset.damaged.size());
    list_images(out, dataset.damaged);
  }
  if (turned > 0) {
    fmt::format_to(out,
                   "orientation {} images are stored turned (Exif) and used upright; their boxes "
                   "are as {}{}{}\n",
                   turned, dataset.turned_boxes == BoxesAre::kStored ? "stored" : "displayed",
                   dataset.turned_why.empty() ? "" : ", ", dataset.turned_why);
  }
  list_boxes(out, dataset);
}

void print_division(Output out, const Dataset& dataset) {
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
}

}  // namespace

std::string summary_text(const Dataset& dataset) {
  const bool all = dataset.rule == FaceRule::kAll;
  const double baseline_iou = all ? 0.0 : mean_box_iou(dataset, dataset.validation);
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  print_labels(out, dataset);
  print_division(out, dataset);
  if (all) print_crowds(out, dataset);
  fmt::format_to(out, "  {:<26}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "quantile", "5 %", "25 %", "50 %",
                 "75 %", "95 %");
  for (const SummaryRow& row : kSummaryRows) print_quantiles(out, row, dataset.samples);
  if (all) print_quantiles(out, kLetterboxRow, dataset.samples);
  if (!all) {
    fmt::format_to(out, "mean box    IoU {:.4f} on the validation images\n", baseline_iou);
  }
  fmt::format_to(out, "digest      {}\n", dataset.digest);
  print_verdicts(out, dataset);
  return fmt::to_string(text);
}

}  // namespace efs::data
