#include "data/labels/label_formats.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {

const std::vector<LabelFormat>& label_formats() {
  static const std::vector<LabelFormat> kFormats = {
      {.name = "edgefacesearch",
       .summary =
           "lines '# path', each followed by 'xmin ymin xmax ymax' per face ('... ignore' per "
           "region to ignore)",
       .clip_to_image = false,
       .read = read_edgefacesearch_labels},
      {.name = "fddb",
       .summary = "a path, a count, then 'major minor angle cx cy 1' per face (ellipses)",
       .clip_to_image = true,
       .read = read_fddb_labels},
      {.name = "csv",
       .summary = "rows image_id,x1,y1,x2,y2, one per face (a header may add a column ignore)",
       .clip_to_image = false,
       .read = read_csv_labels},
  };
  return kFormats;
}

const LabelFormat& label_format(std::string_view name) {
  return find_row(label_formats(), "label format", name);
}

const LabelFormat& detect_label_format(std::string_view text, const std::string& file_name) {
  TextLines lines(text, file_name);
  if (!lines.next()) fail("{}: the label file is empty; a label file names images", file_name);
  const std::string_view first = lines.line();
  if (first.starts_with('#')) return label_format("edgefacesearch");
  const bool has_second = lines.next();
  if (has_second && parse_count(lines.line())) return label_format("fddb");
  if (std::count(first.begin(), first.end(), ',') >= 4) return label_format("csv");
  std::string known;
  for (const LabelFormat& format : label_formats()) {
    known += fmt::format("\n  {}: {}", format.name, format.summary);
  }
  fail(
      "{}: the format of the label file is not recognised; name it, or convert the file to one "
      "of{}",
      file_name, known);
}

}  // namespace efs::data
