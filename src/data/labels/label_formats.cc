#include "data/labels/label_formats.h"

#include "core/error.h"
#include "core/text/named_rows.h"
#include "data/labels/foreign_labels.h"
#include "data/labels/label_readers.h"

namespace efs::data {

const std::vector<LabelFormat>& label_formats() {
  static const std::vector<LabelFormat> kFormats = {
      {.name = "coco",
       .summary = "COCO's JSON: images, annotations with bbox x,y,width,height, categories",
       .is = is_coco,
       .read = read_coco_labels,
       .written = {.order = BoxOrder::kSize},
       .box_place = "annotation",
       .image_place = "image"},
      {.name = "labelme",
       .summary = "a folder of LabelMe's JSON, one for each image",
       .is = is_labelme,
       .read = read_labelme_labels,
       .suffix_of_one_image = ".json",
       .box_place = "shape"},
      {.name = "voc",
       .summary = "a folder of Pascal VOC's XML, one for each image (also LabelImg)",
       .is = is_voc,
       .read = read_voc_labels,
       .suffix_of_one_image = ".xml"},
      {.name = "cvat", .summary = "CVAT's XML of images", .is = is_cvat, .read = read_cvat_labels},
      {.name = "retinaface",
       .summary = "lines '# path', each followed by 'x y width height' and landmarks per face, or "
                  "'# path width height' and corners (SCRFD)",
       .is = is_retinaface,
       .read = read_retinaface_labels},
      {.name = "edgefacesearch",
       .summary =
           "lines '# path', each followed by 'xmin ymin xmax ymax' per face ('... ignore' per "
           "region to ignore)",
       .is = [](const TextStart& s) { return !s.lines.empty() && s.lines[0].starts_with('#'); },
       .read = read_edgefacesearch_labels,
       .refuses_repeats = true},
      {.name = "wider_face",
       .summary = "WIDER FACE's list: a path, a count, then 'x y width height' and six attributes "
                  "per face",
       .is = is_wider_face,
       .read = read_wider_face_labels,
       .written = {.order = BoxOrder::kSize}},
      {.name = "celeba",
       .summary = "CelebA's list: a count, 'image_id x_1 y_1 width height', then such rows",
       .is = is_celeba,
       .read = read_celeba_labels,
       .written = {.order = BoxOrder::kSize}},
      {.name = "fddb",
       .summary = "a path, a count, then 'major minor angle cx cy 1' per face (ellipses)",
       .is = is_fddb,
       .read = read_fddb_labels,
       .clips = true,
       .refuses_repeats = true},
      {.name = "csv",
       .summary = "a row for each face, separated by commas, semicolons or tabs; the header names "
                  "the columns (image,xmin,ymin,xmax,ymax or image,x,y,w,h, and others)",
       .is = is_csv,
       .read = read_csv_labels,
       .refuses_repeats = true},
      {.name = "yolo",
       .summary = "YOLO's data.yaml, or a folder of its texts, one for each image, with lines "
                  "'class cx cy w h'",
       .is = is_yolo,
       .read = read_yolo_labels,
       .suffix_of_one_image = ".txt",
       .written = {.order = BoxOrder::kCentre, .in_shares = true}},
  };
  return kFormats;
}

const LabelFormat& label_format(std::string_view name) {
  return find_row(label_formats(), "label format", name);
}

const LabelFormat& detect_label_format(std::string_view text, const std::string& file_name) {
  refuse_no_labels(text, file_name);
  const TextStart start(text);
  if (start.lines.empty()) {
    fail("{}: the label file is empty; a label file names images", file_name);
  }
  for (const LabelFormat& format : label_formats()) {
    if (format.is(start)) return format;
  }
  refuse_foreign_labels(start, file_name);
  std::string known;
  for (const LabelFormat& format : label_formats()) {
    known += fmt::format("\n  {}: {}", format.name, format.summary);
  }
  fail(
      "{}: the format of the labels is not recognised; name it (data.format), or convert them to "
      "one of{}",
      file_name, known);
}

std::string place_text(const std::string& file, const std::string& counted, int place) {
  if (counted == "line") return fmt::format("{}:{}", file, place);
  return fmt::format("{}, {} {}", file, counted, place);
}

}  // namespace efs::data
