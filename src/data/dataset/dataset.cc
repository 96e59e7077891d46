#include "data/dataset/dataset.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "data/dataset/crops.h"
#include "data/dataset/dataset_digest.h"
#include "data/dataset/division.h"
#include "data/dataset/usable_images.h"
#include "data/labels/label_formats.h"
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

/// For formats that people write by hand, in which a box that is there twice is a mistake. Also a face
/// that is a region to ignore at the same time.
void refuse_repeated_boxes(const LabelSet& labels) {
  if (!labels.refuses_repeats) return;
  for (const LabelledImage& image : labels.images) {
    std::set<detect::Box> seen;
    for (const auto* boxes : {&image.faces, &image.ignored}) {
      for (const LabelledBox& box : *boxes) {
        if (!detect::is_finite(box) || seen.insert(box).second) continue;
        fail("{}: {} has the {} {} {} {} {} twice; remove one of the two",
             place_text(image.file, labels.box_place, box.place), excerpt(image.image_id),
             boxes == &image.faces ? "face" : "box", box.xmin, box.ymin, box.xmax, box.ymax);
      }
    }
  }
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
  std::vector<std::string> lines;
  for (const SkippedImage& image : skipped) {
    lines.push_back(fmt::format("{}: {}", excerpt(image.image_id), image.reason));
  }
  return first_lines(lines);
}

std::string first_of_notes(const std::vector<BoxNote>& notes) {
  std::vector<std::string> lines;
  for (const BoxNote& note : notes) {
    if (is_lost(note.verdict)) {
      lines.push_back(fmt::format("{} ({})", note.text, words_for(note.verdict)));
    }
  }
  return first_lines(lines);
}

void warn_of_boxes(const Dataset& dataset, const std::string& name) {
  const std::string lost = first_of_notes(dataset.box_notes);
  if (!lost.empty()) spdlog::warn("{}: boxes that are not used as they are:{}", name, lost);
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

/// Error if more boxes than images may be skipped cannot be used as they are meant.
void judge_lost_boxes(const Dataset& dataset, const DatasetOptions& options) {
  std::size_t all = 0, lost = 0;
  for (std::size_t i = 0; i < kBoxVerdicts; ++i) {
    all += dataset.boxes[i];
    if (is_lost(static_cast<BoxVerdict>(i))) lost += dataset.boxes[i];
  }
  const double share = all == 0 ? 0.0 : static_cast<double>(lost) / static_cast<double>(all);
  if (share <= options.max_skipped_share) return;
  fail(
      "{}: {} of {} boxes ({:.1f} %) cannot be used, more than the {:.1f} % that may be "
      "(max_skipped_share); repair or remove them, or say how far they may reach beyond their "
      "image (data.clip):{}",
      options.labels.string(), lost, all, 100.0 * share, 100.0 * options.max_skipped_share,
      first_of_notes(dataset.box_notes));
}

/// With all that can be found without a photograph.
LabelSet read_checked_labels(const DatasetOptions& options) {
  check_options(options);
  if (!options.images.empty()) require_folder(options.images);
  LabelSet labels = read_labels(options);
  refuse_repeated_boxes(labels);
  if (labels.divides && !options.folds.empty()) {
    fail_usage("the labels divide the images themselves; leave folds out, or name one label file");
  }
  return labels;
}

}  // namespace

void check_label_files(const DatasetOptions& options) {
  const LabelSet labels = read_checked_labels(options);
  if (!options.folds.empty()) folds_of({}, options);
  applying_pairs(read_near_duplicates(options.near_duplicates), labels.images, options);
}

Dataset load_dataset(const DatasetOptions& options) {
  const LabelSet labels = read_checked_labels(options);
  const std::string name = options.labels.string();
  Dataset dataset;
  dataset.rule = options.faces;
  dataset.labelled_images = labels.images.size();
  dataset.labels = labels_text(labels);
  for (const LabelledImage& image : labels.images) {
    dataset.labelled_faces += image.faces.size();
    dataset.labelled_ignored += image.ignored.size();
  }
  add_usable_images(dataset, labels, options);
  std::size_t considered = dataset.samples.size() + dataset.skipped.size();
  if (labels.images.empty()) fail("{}: it labels no image; the data set is empty", name);
  if (considered == 0) {
    fail("{}: no image is left ({} left out by the rule for faces: {}); the data set is empty{}",
         name, dataset.without_single_face,
         options.faces == FaceRule::kSingle ? "exactly one face an image, see faces: largest"
                                            : "at least one face an image",
         first_of_notes(dataset.box_notes));
  }
  judge_skipped(dataset.skipped, considered, options);
  judge_lost_boxes(dataset, options);
  divide(dataset, options);
  if (options.crops) {
    considered += add_crops(dataset, labels, options);
    judge_skipped(dataset.skipped, considered, options);
  }
  if (!dataset.skipped.empty()) {
    spdlog::warn("{}: {} of {} images cannot be used and are skipped:{}", name,
                 dataset.skipped.size(), considered, first_of(dataset.skipped));
  }
  warn_of_boxes(dataset, name);
  const std::vector<ImageIdPair> pairs = read_near_duplicates(options.near_duplicates);
  dataset.near_duplicates = pairs.size();
  dataset.applying_near_duplicates = applying_pairs(pairs, labels.images, options);
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
