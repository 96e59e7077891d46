#include "data/dataset/dataset.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "data/dataset/crops.h"
#include "data/dataset/dataset_digest.h"
#include "data/dataset/division.h"
#include "data/dataset/usable_images.h"
#include "data/labels/box_reading.h"
#include "data/labels/label_file.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

void check_options(const DatasetOptions& options) {
  if (!kSkippedShare.contains(options.max_skipped_share)) {
    fail_usage("max_skipped_share is {}; it must be {}", options.max_skipped_share,
               kSkippedShare.words());
  }
  if (options.crops && options.faces != FaceRule::kSingle) {
    fail_usage(
        "crops are taken from photographs with several faces, which only faces: single leaves "
        "unused; choose faces: single or switch crops off");
  }
  if (options.folds.empty()) {
    if (!options.validation_folds.empty() || !options.train_folds.empty()) {
      fail_usage("validation_folds and train_folds need a fold file; name it as folds");
    }
    if (!kValidationShare.contains(options.validation_share)) {
      fail_usage("validation_share is {}; it must be {}", options.validation_share,
                 kValidationShare.words());
    }
    return;
  }
  if (options.validation_folds.empty()) {
    fail_usage(
        "a fold file is given but no validation_folds; name the folds that validate, for example "
        "data.validation_folds=[8]");
  }
  for (const int fold : options.train_folds) {
    if (std::ranges::count(options.validation_folds, fold) > 0) {
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

/// Also a face that is a region to ignore at the same time.
void refuse_repeated_boxes(const std::vector<LabelledImage>& images, const std::string& file_name) {
  for (const LabelledImage& image : images) {
    std::set<detect::Box> seen;
    for (const auto* boxes : {&image.faces, &image.ignored}) {
      for (const detect::Box& box : *boxes) {
        if (seen.insert(box).second) continue;
        fail("{}:{}: {} has the {} {} {} {} {} twice; remove one of the two", file_name, image.line,
             excerpt(image.image_id), boxes == &image.faces ? "face" : "box", box.xmin, box.ymin,
             box.xmax, box.ymax);
      }
    }
  }
}

/// Errors and warnings about what the numbers of the file mean, from all of them together.
void judge_boxes(const std::vector<MeasuredBox>& boxes, const std::string& file_name) {
  const auto doubt = doubt_boxes(boxes);
  if (!doubt) return;
  if (doubt->is_certain) fail("{}: {}", file_name, doubt->text);
  spdlog::warn("{}: {}", file_name, doubt->text);
}

/// How many pairs name two labelled images. Error if none names even one, which a chain may need.
std::size_t applying_pairs(const std::vector<ImageIdPair>& pairs,
                           const std::vector<LabelledImage>& labelled,
                           const DatasetOptions& options) {
  std::unordered_set<std::string> ids;
  for (const LabelledImage& image : labelled) ids.insert(normalized_image_id(image.image_id));
  const auto applies = [&](const ImageIdPair& pair) {
    return ids.contains(pair.first) && ids.contains(pair.second);
  };
  const auto names_one = [&](const ImageIdPair& pair) {
    return ids.contains(pair.first) || ids.contains(pair.second);
  };
  const auto count = static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), applies));
  if (!pairs.empty() && std::none_of(pairs.begin(), pairs.end(), names_one)) {
    fail(
        "{}: none of its {} pairs names an image of {} (the first is '{}' and '{}'); write the "
        "names as the label file does, or leave near_duplicates out",
        options.near_duplicates.string(), pairs.size(), options.labels.string(),
        excerpt(pairs.front().first), excerpt(pairs.front().second));
  }
  return count;
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

/// With all that can be found without a photograph.
LabelFile read_labels(const DatasetOptions& options) {
  check_options(options);
  require_folder(options.images);
  LabelFile file = read_label_file(options.labels, options.format);
  const std::string name = options.labels.string();
  refuse_duplicates(file.images, name);
  refuse_repeated_boxes(file.images, name);
  return file;
}

}  // namespace

void check_label_files(const DatasetOptions& options) {
  const LabelFile file = read_labels(options);
  if (!options.folds.empty()) folds_of({}, options);
  applying_pairs(read_near_duplicates(options.near_duplicates), file.images, options);
}

Dataset load_dataset(const DatasetOptions& options) {
  const auto [labelled, clip_to_image] = read_labels(options);
  const std::string name = options.labels.string();
  Dataset dataset;
  dataset.rule = options.faces;
  dataset.labelled_images = labelled.size();
  for (const LabelledImage& image : labelled) {
    dataset.labelled_faces += image.faces.size();
    dataset.labelled_ignored += image.ignored.size();
  }
  judge_boxes(add_usable_images(dataset, labelled, options, clip_to_image), name);
  std::size_t considered = dataset.samples.size() + dataset.skipped.size();
  if (considered == 0) {
    fail("{}: no image is left ({} left out by the rule for faces: {}); the data set is empty",
         name, dataset.without_single_face,
         options.faces == FaceRule::kSingle ? "exactly one face an image, see faces: largest"
                                            : "at least one face an image");
  }
  judge_skipped(dataset.skipped, considered, options);
  divide(dataset, options);
  if (options.crops) {
    considered += add_crops(dataset, labelled, options, clip_to_image);
    judge_skipped(dataset.skipped, considered, options);
  }
  if (!dataset.skipped.empty()) {
    spdlog::warn("{}: {} of {} images cannot be used and are skipped:{}", name,
                 dataset.skipped.size(), considered, first_of(dataset.skipped));
  }
  const std::vector<ImageIdPair> pairs = read_near_duplicates(options.near_duplicates);
  dataset.near_duplicates = pairs.size();
  dataset.applying_near_duplicates = applying_pairs(pairs, labelled, options);
  dataset.faceless = static_cast<std::size_t>(std::ranges::count_if(
      dataset.samples, [](const Sample& sample) { return sample.faces.empty(); }));
  dataset.digest = digest_of(dataset);
  return dataset;
}

void require_trainable(const Dataset& dataset) {
  constexpr std::size_t kFewest = 2;  // batch normalisation needs two
  const std::size_t train = dataset.train.size() + dataset.crops.size();
  if (train < kFewest || dataset.validation.empty()) {
    fail(
        "the division leaves {} images for training and {} for validation, which need at least {} "
        "and 1; add images or change the folds or the share",
        train, dataset.validation.size(), kFewest);
  }
  const auto has_face = [&](std::size_t i) { return !dataset.samples[i].faces.empty(); };
  for (const auto& [indices, side] :
       {std::pair{&dataset.train, "training"}, {&dataset.validation, "validation"}}) {
    if (!dataset.crops.empty() || std::ranges::any_of(*indices, has_face)) continue;
    fail(
        "none of the {} images for {} shows a face that is not to be ignored; add images with "
        "faces, or change the folds or the share",
        indices->size(), side);
  }
}

}  // namespace efs::data
