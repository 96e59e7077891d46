#include "data/dataset.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <system_error>
#include <unordered_map>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "data/crops.h"
#include "data/dataset_division.h"
#include "data/label_format.h"
#include "data/label_text.h"
#include "data/usable_images.h"

namespace efs::data {
namespace {

void check_options(const DatasetOptions& options) {
  if (!(options.max_skipped_share >= 0.0 && options.max_skipped_share <= 1.0)) {
    fail_usage("max_skipped_share is {}; it is a share of the images, 0 to 1",
               options.max_skipped_share);
  }
  if (options.crops && options.faces != FaceRule::kSingle) {
    fail_usage(
        "crops are taken from photographs with several faces, of which faces: largest uses "
        "one; choose faces: single or switch crops off");
  }
  if (options.folds.empty()) {
    if (!options.validation_folds.empty() || !options.train_folds.empty()) {
      fail_usage("validation_folds and train_folds need a fold file; name it as folds");
    }
    if (!(options.validation_share > 0.0 && options.validation_share < 1.0)) {
      fail_usage("validation_share is {}; it lies between 0 and 1 (both excluded), such as 0.2",
                 options.validation_share);
    }
    return;
  }
  if (options.validation_folds.empty()) {
    fail_usage(
        "a fold file is given but no validation_folds; name the folds that validate, for example "
        "data.validation_folds=[8]");
  }
  for (const int fold : options.train_folds) {
    const auto& validation = options.validation_folds;
    if (std::find(validation.begin(), validation.end(), fold) != validation.end()) {
      fail_usage("fold {} is in train_folds and in validation_folds; an image is on one side only",
                 fold);
    }
  }
}

void require_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return;
  fail(
      "{} is not a folder that can be read; name the folder that the label file's paths start from",
      folder.string());
}

void refuse_duplicates(const std::vector<LabelledImage>& images, const std::string& file_name) {
  std::unordered_map<std::string, int> line_of;
  for (const LabelledImage& image : images) {
    const auto [entry, is_new] =
        line_of.try_emplace(normalized_image_id(image.image_id), image.line);
    if (is_new) continue;
    fail("{}:{}: {} is already on line {}; an image is listed once, with all its faces", file_name,
         image.line, excerpt(image.image_id), entry->second);
  }
}

std::string first_of(const std::vector<SkippedImage>& skipped) {
  constexpr std::size_t kShown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(kShown, skipped.size()); ++i) {
    list += fmt::format("\n  {}: {}", excerpt(skipped[i].image_id), skipped[i].reason);
  }
  if (skipped.size() > kShown) list += fmt::format("\n  and {} more", skipped.size() - kShown);
  return list;
}

/// Error if more images cannot be used than may be.
void judge_skipped(const std::vector<SkippedImage>& skipped, std::size_t considered,
                   const DatasetOptions& options) {
  const double share = static_cast<double>(skipped.size()) / static_cast<double>(considered);
  if (share <= options.max_skipped_share && skipped.size() < considered) return;
  fail(
      "{}: {} of {} images ({:.1f} %) cannot be used, more than the {:.1f} % that may be "
      "skipped (max_skipped_share); repair or remove:{}",
      options.labels.string(), skipped.size(), considered, 100.0 * share,
      100.0 * options.max_skipped_share, first_of(skipped));
}

void judge_usable(const UsableImages& images, const DatasetOptions& options) {
  const std::size_t considered = images.samples.size() + images.skipped.size();
  if (considered == 0) {
    fail("{}: no image is left ({} left out by the rule for faces: {}); the data set is empty",
         options.labels.string(), images.left_out,
         options.faces == FaceRule::kSingle ? "exactly one face an image, see faces: largest"
                                            : "at least one face an image");
  }
  judge_skipped(images.skipped, considered, options);
}

std::string digest_of(const UsableImages& images, const Division& division, const Crops& crops) {
  std::vector<char> sides(images.samples.size(), '-');
  for (const std::size_t i : division.train) sides[i] = 't';
  for (const std::size_t i : division.validation) sides[i] = 'v';
  Sha256 digest;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const Sample& sample = images.samples[i];
    const Box& box = sample.box;
    digest.add(fmt::format("{} {} {} {} {} {} {}\n", images.file_digests[i], sides[i], box.xmin,
                           box.ymin, box.xmax, box.ymax, sample.image_id));
  }
  for (std::size_t i = 0; i < crops.samples.size(); ++i) {
    const Sample& crop = crops.samples[i];
    const Box& box = crop.box;
    const Box& region = *crop.region;
    digest.add(fmt::format("{} c {} {} {} {} in {} {} {} {} {}\n", crops.file_digests[i], box.xmin,
                           box.ymin, box.xmax, box.ymax, region.xmin, region.ymin, region.xmax,
                           region.ymax, crop.image_id));
  }
  return digest.hex();
}

/// What the crops leave out counts like what the single faces leave out: one list, one limit.
void add_skipped(std::vector<SkippedImage>& skipped, std::size_t considered, const Crops& crops,
                 const DatasetOptions& options) {
  skipped.insert(skipped.end(), crops.skipped.begin(), crops.skipped.end());
  if (skipped.empty()) return;
  judge_skipped(skipped, considered + crops.considered, options);
  spdlog::warn("{}: {} of {} images cannot be used and are skipped:{}", options.labels.string(),
               skipped.size(), considered + crops.considered, first_of(skipped));
}

}  // namespace

Dataset load_dataset(const DatasetOptions& options) {
  check_options(options);
  require_folder(options.images);
  const std::string name = options.labels.string();
  const std::string text = read_file(options.labels);
  const LabelFormat& format =
      options.format == "auto" ? detect_label_format(text, name) : label_format(options.format);
  const std::vector<LabelledImage> labelled = format.read(text, name);
  refuse_duplicates(labelled, name);
  UsableImages images =
      find_usable_images(labelled, options.images, options.faces, format.clip_to_image);
  judge_usable(images, options);
  Division division = divide(images, options);
  Crops crops;
  if (options.crops) crops = find_crops(labelled, images, division, options, format.clip_to_image);
  add_skipped(images.skipped, images.samples.size() + images.skipped.size(), crops, options);

  Dataset dataset;
  dataset.digest = digest_of(images, division, crops);
  dataset.samples = std::move(images.samples);
  dataset.skipped = std::move(images.skipped);
  dataset.labelled_images = labelled.size();
  for (const LabelledImage& image : labelled) dataset.labelled_faces += image.faces.size();
  dataset.without_single_face = images.left_out;
  dataset.train = std::move(division.train);
  dataset.validation = std::move(division.validation);
  dataset.crops = std::move(crops.samples);
  dataset.cropped_images = crops.images;
  dataset.moved_duplicates = division.moved;
  return dataset;
}

}  // namespace efs::data
