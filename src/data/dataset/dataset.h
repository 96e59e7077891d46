// From a folder of photographs and a label file to usable samples and a split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/number_range.h"
#include "data/dataset/box_rules.h"
#include "data/labels/label_set.h"
#include "data/sample.h"

namespace efs::data {

enum class FaceRule {
  kSingle,   // keep images with exactly one face
  kLargest,  // take the largest face of each image
  kAll,      // take every image with all its faces, be they several or none
};

inline constexpr NumberRange kValidationShare{
    .low = 0.0, .high = 1.0, .low_excluded = true, .high_excluded = true};
inline constexpr NumberRange kSkippedShare{.low = 0.0, .high = 1.0};

struct DatasetOptions : LabelOptions {
  BoxesAre orientation = BoxesAre::kAuto;
  Clip clip = Clip::kAuto;
  /// By kSingle and kLargest regions to ignore are no faces, and are not kept.
  FaceRule faces = FaceRule::kSingle;
  /// Photographs with several faces give training images too: for each face the part that shows it
  /// alone. Only with FaceRule::kSingle.
  bool crops = false;
  /// Lines "image_id fold"; empty: split by share.
  std::filesystem::path folds = {};
  /// Folds that validate; only with `folds`.
  std::vector<int> validation_folds = {};
  /// Folds that train; empty: all others.
  std::vector<int> train_folds = {};
  /// Share of the images that validates, of kValidationShare; only without `folds`.
  double validation_share = 0.2;
  /// Lines "image_id image_id": the same photograph, kept on one side; empty: none known.
  /// Images whose files are identical are kept on one side in any case.
  std::filesystem::path near_duplicates = {};
  /// Largest share of images, of kSkippedShare, that may be unusable before the command fails.
  double max_skipped_share = 0.05;
  std::uint64_t split_seed = 0;
};

/// Every usable sample, checked (decoded once, boxes inside its image), and how they are divided.
struct Dataset {
  FaceRule rule = FaceRule::kSingle;
  std::vector<Sample> samples;            // in label-file order
  std::vector<std::string> file_digests;  // of the samples' files: SHA-256, hexadecimal
  std::vector<std::size_t> train;         // indices into samples, ascending
  std::vector<std::size_t> validation;    // indices into samples, ascending
  /// Training images that are parts of photographs with several faces, in label-file order. None
  /// of these photographs is in validation under any name.
  std::vector<Sample> crops;
  std::vector<std::string> crop_digests;  // of the crops' files
  std::size_t cropped_images = 0;         // photographs that `crops` come from
  std::vector<SkippedImage> skipped;
  std::vector<SkippedImage> damaged;  // samples that are used although their data are damaged
  BoxCounts boxes{};                  // of the images that were read, by their verdict
  std::vector<BoxNote> box_notes;     // of each box that is not used as it is
  BoxesAre turned_boxes = BoxesAre::kDisplayed;
  std::string turned_why;           // how that is known; empty: no photograph is stored turned
  std::string labels;               // what was understood of the labels: labels_text()
  std::size_t labelled_images = 0;  // in the whole label file, used or not
  std::size_t labelled_faces = 0;
  std::size_t labelled_ignored = 0;  // regions to ignore in the whole label file
  std::size_t faceless = 0;          // samples without a face; only by kAll
  /// Left out by the face rule: kSingle: images without exactly one face, kLargest: without any,
  /// kAll: none.
  std::size_t without_single_face = 0;
  /// Training images that moved to the validation side of a division by folds, because the same
  /// photograph is there.
  std::size_t moved_duplicates = 0;
  std::size_t near_duplicates = 0;           // pairs in their file
  std::size_t applying_near_duplicates = 0;  // those of them that name two labelled images
  /// SHA-256 over image files, names, boxes, the division and the crops, and by kAll over the rule
  /// and the regions to ignore.
  std::string digest;
};

/// Error: unreadable folder or label file, empty data set, duplicate image ids, too many unusable
/// images (the message lists the first of them and their reasons), boxes that are certainly no
/// corners in pixels (box_reading.h), the same box twice, near-duplicates of which none applies,
/// an image that the fold file does not name. UsageError: a share outside its range, folds that do
/// not exist or overlap, crops with another face rule.
Dataset load_dataset(const DatasetOptions& options);

/// Reads the label file, the fold file and the list of near-duplicates, which takes a moment.
/// Error, UsageError: those of load_dataset() that need no photograph.
void check_label_files(const DatasetOptions& options);

/// Error: too few images on a side of the division to train and to validate, or no face there.
void require_trainable(const Dataset& dataset);

}  // namespace efs::data
