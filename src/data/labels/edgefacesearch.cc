#include "core/error.h"
#include "data/images/image_name.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// Adds the face, or the region to ignore, of the current line.
void add_box(LabelledImage& image, const TextLines& lines) {
  std::vector<std::string_view> fields = words(lines.line());
  const bool is_ignored = fields.size() == 5 && fields.back() == "ignore";
  if (is_ignored) fields.pop_back();
  const auto numbers = parse_coordinates<4>(fields);
  if (!numbers || fields.size() > 4) {
    lines.refuse(
        "a face is four numbers 'xmin ymin xmax ymax', a region to ignore has the word 'ignore' "
        "behind them",
        "correct or remove the line (an image's path starts with '# ')");
  }
  const auto& [xmin, ymin, xmax, ymax] = *numbers;
  (is_ignored ? image.ignored : image.faces).push_back({{xmin, ymin, xmax, ymax}, lines.number()});
}

/// Error for a comment: the format has none, and an image without a face would hide it.
void refuse_comments(const std::vector<LabelledImage>& images, const std::string& file_name) {
  for (const LabelledImage& image : images) {
    if (!image.faces.empty() || !image.ignored.empty() || has_image_suffix(image.image_id))
      continue;
    fail(
        "{}:{}: '# {}' is not an image's path (it has no suffix such as .jpg) and no faces follow; "
        "this format has no comments, so remove the line",
        file_name, image.place, excerpt(image.image_id));
  }
}

}  // namespace

Labels read_edgefacesearch_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  Labels labels;
  while (lines.next()) {
    if (lines.line().starts_with('#')) {
      const std::string_view id = trimmed(lines.line().substr(1));
      if (!usable_image_id(id)) {
        lines.refuse("'#' is followed by the path of an image",
                     "write the path or remove the line");
      }
      labels.images.push_back(image_of(id, lines.number()));
    } else if (labels.images.empty()) {
      lines.refuse("the first line names an image as '# path'",
                   "add that line, or name the file's real format");
    } else {
      add_box(labels.images.back(), lines);
    }
  }
  refuse_comments(labels.images, source.name);
  return labels;
}

}  // namespace efs::data
