#include "data/dataset/turned_labels.h"

#include <algorithm>

#include "core/error.h"
#include "data/images/orientation.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

bool fits(const LabelledImage& labels, const ImageSize& size) {
  constexpr double kSlack = 2.0;  // pixels
  for (const auto* boxes : {&labels.faces, &labels.ignored}) {
    for (const LabelledBox& box : *boxes) {
      if (box.xmax > size.width + kSlack || box.ymax > size.height + kSlack) return false;
    }
  }
  return true;
}

/// What one photograph shows; kAuto: nothing.
BoxesAre shown_by(const CheckedImage& image) {
  const ImageSize upright{image.width, image.height};
  const ImageSize stored = turned_size(upright, image.orientation);
  if (stored == upright) return BoxesAre::kAuto;
  const LabelledImage& labels = *image.labels;
  if (labels.stated_size == upright) return BoxesAre::kDisplayed;
  if (labels.stated_size == stored) return BoxesAre::kStored;
  if (labels.in_shares) return BoxesAre::kAuto;
  const bool as_displayed = fits(labels, upright), as_stored = fits(labels, stored);
  if (as_displayed == as_stored) return BoxesAre::kAuto;
  return as_displayed ? BoxesAre::kDisplayed : BoxesAre::kStored;
}

/// Photographs that show one thing, and the first of them.
struct Votes {
  std::size_t count = 0;
  std::string first;
};

constexpr const char* kOrientationCure =
    "say data.orientation=displayed (as viewers and most annotation tools show them) or stored";

}  // namespace

TurnedLabels turned_labels(std::span<const CheckedImage> images, BoxesAre given, BoxesAre stated) {
  TurnedLabels turned;
  Votes displayed, stored;
  std::string labelled;  // the first turned photograph with a box
  for (const CheckedImage& image : images) {
    if (image.orientation == 1 || image.width == 0) continue;
    ++turned.photographs;
    if (image.labels->faces.empty() && image.labels->ignored.empty()) continue;
    if (labelled.empty()) labelled = excerpt(image.image_id);
    const BoxesAre shown = shown_by(image);
    if (shown == BoxesAre::kAuto) continue;
    Votes& votes = shown == BoxesAre::kDisplayed ? displayed : stored;
    if (++votes.count == 1) votes.first = excerpt(image.image_id);
  }
  if (turned.photographs == 0) return turned;
  if (given != BoxesAre::kAuto) {
    turned.boxes = given;
    turned.why = "as data.orientation says";
  } else if (stated != BoxesAre::kAuto) {
    turned.boxes = stated;
    turned.why = "as the labels say";
  } else if (displayed.count > 0 && stored.count > 0) {
    fail(
        "of the photographs that a camera stored turned, the labels of {} fit only as displayed "
        "(the first is {}), those of {} only as stored ({}); label them alike, or turn the files "
        "(exiftran -ai FILE, jhead -autorot FILE)",
        displayed.count, displayed.first, stored.count, stored.first);
  } else if (displayed.count + stored.count > 0) {
    turned.boxes = stored.count > 0 ? BoxesAre::kStored : BoxesAre::kDisplayed;
    turned.why = fmt::format("as the labels of {} of them show", displayed.count + stored.count);
  } else if (!labelled.empty()) {
    fail(
        "{} photographs are stored turned (Exif; the first with a box is {}), and their labels fit "
        "as displayed and as stored; {}",
        turned.photographs, labelled, kOrientationCure);
  }
  return turned;
}

}  // namespace efs::data
