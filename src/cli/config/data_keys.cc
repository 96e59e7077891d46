#include "cli/config/key_builders.h"
#include "core/text/named_rows.h"
#include "data/labels/label_formats.h"

namespace efs::cli {
namespace {

using Data = data::DatasetOptions;

std::vector<std::string> format_names() {
  std::vector<std::string> names = names_of(data::label_formats());
  names.insert(names.begin(), "auto");
  return names;
}

KeyNotes place(const char* example, Shown shown) {
  return {.example = example, .shown = shown, .change = Changeable::kPlace};
}

/// A key that study.yaml has only where its value is another one than the default: studies from
/// before it was there stay as they are.
template <typename Part, typename Value>
Key later(Key row, Value Part::*field) {
  row.written = [field](const tune::SearchOptions& options) {
    return options.data.*field != Data().*field;
  };
  return row;
}

}  // namespace

std::vector<Key> data_keys() {
  return {
      key("images", &Data::images,
          "folder that the names in the label file are relative to; empty: beside the labels",
          place("photos", Shown::kExample)),
      key("labels", &Data::labels, "label file, or folder of labels; empty: among the photographs",
          place("photos/labels.txt", Shown::kExample)),
      key("format", &Data::format, "`auto`: recognised from the content",
          {.choices = format_names(), .link = "labels.md"}),
      later(key("class", &Data::class_name,
                "the class that is the face, a name or a number; empty: the only one, or `face`",
                {.example = "face", .shown = Shown::kCommented}),
            &Data::class_name),
      later(choice("orientation", &Data::orientation, kOrientations,
                   "the boxes of photographs that a camera stored turned (Exif): of the "
                   "`displayed` or of the `stored` ones; `auto`: as the labels show"),
            &Data::orientation),
      later(choice("clip", &Data::clip, kClips,
                   "boxes that reach beyond their image are cut to it: `auto` up to 2 pixels or "
                   "1 % of the side, `all`, or `none`; what reaches further is ignored"),
            &Data::clip),
      choice("faces", &Data::faces, kFaceRules,
             "`single`: only images with one face; `largest`: the largest face of each image; "
             "`all`: every face of every image, for the task `faces`"),
      key("folds", &Data::folds, "file with lines `image fold`",
          place("folds.txt", Shown::kCommented)),
      key("train_folds", &Data::train_folds, "folds that train; empty: all others",
          {.example = "[]", .shown = Shown::kCommented}),
      key("validation_folds", &Data::validation_folds,
          "folds that validate; with `efs train --k-fold` each fold validates in turn",
          {.example = "[8]", .shown = Shown::kCommented}),
      later(key("validation_images", &Data::validation_images,
                "folder of the photographs that validate; the others train",
                place("val/images", Shown::kCommented)),
            &Data::validation_images),
      later(key("validation_labels", &Data::validation_labels, "labels of the images that validate",
                place("val/labels.txt", Shown::kCommented)),
            &Data::validation_labels),
      later(key("groups", &Data::groups,
                "file with lines `image group`, or a column of a CSV label file: images of one "
                "group (person, burst, camera) are kept on one side of the split",
                place("groups.txt", Shown::kCommented)),
            &Data::groups),
      key("validation_share", &Data::validation_share,
          "of the images, drawn with `seed`; not used with `folds`, and where the labels divide",
          {.range = data::kValidationShare}),
      key("near_duplicates", &Data::near_duplicates,
          "file with lines `image image`: kept on one side of the split, as identical files are",
          place("pairs.txt", Shown::kCommented)),
      key("max_skipped_share", &Data::max_skipped_share,
          "of unusable images that are listed and skipped; beyond it the command fails",
          {.range = data::kSkippedShare, .change = Changeable::kMachine}),
      key("crops", &Data::crops,
          "with `faces: single`: parts of images with several faces that show one whole face and "
          "no other are training images too"),
      key("packed", &tune::SearchOptions::packed,
          "where decoded and resized images are kept; empty: beside the study",
          {.shown = Shown::kNot, .change = Changeable::kPlace})};
}

}  // namespace efs::cli
