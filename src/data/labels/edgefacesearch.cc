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
  const auto numbers = parse_reals<4>(fields);
  if (!numbers) {
    lines.refuse(
        "a face is four finite numbers 'xmin ymin xmax ymax', a region to ignore has the word "
        "'ignore' behind them",
        "correct or remove the line (an image's path starts with '# ')");
  }
  const auto& [xmin, ymin, xmax, ymax] = *numbers;
  (is_ignored ? image.ignored : image.faces).push_back({xmin, ymin, xmax, ymax});
}

/// Error for a comment: the format has none, and an image without a face would hide it.
void refuse_comments(const std::vector<LabelledImage>& images, const std::string& file_name) {
  for (const LabelledImage& image : images) {
    if (!image.faces.empty() || !image.ignored.empty() || has_image_suffix(image.image_id))
      continue;
    fail(
        "{}:{}: '# {}' is not an image's path (it has no suffix such as .jpg) and no faces follow; "
        "this format has no comments, so remove the line",
        file_name, image.line, excerpt(image.image_id));
  }
}

}  // namespace

std::vector<LabelledImage> read_edgefacesearch_labels(std::string_view text,
                                                      const std::string& file_name) {
  TextLines lines(text, file_name);
  std::vector<LabelledImage> images;
  while (lines.next()) {
    if (lines.line().starts_with('#')) {
      const std::string_view id = trimmed(lines.line().substr(1));
      if (!usable_image_id(id)) {
        lines.refuse("'#' is followed by the path of an image",
                     "write the path or remove the line");
      }
      images.push_back(
          {.image_id = std::string(id), .faces = {}, .ignored = {}, .line = lines.number()});
    } else if (images.empty()) {
      lines.refuse("the first line names an image as '# path'",
                   "add that line, or name the file's real format");
    } else {
      add_box(images.back(), lines);
    }
  }
  refuse_comments(images, file_name);
  return images;
}

}  // namespace efs::data
