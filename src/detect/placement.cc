#include "detect/placement.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/named_rows.h"

namespace efs::detect {
namespace {

int scaled_side(int side, double scale, int largest) {
  return std::clamp(static_cast<int>(std::lround(side * scale)), 1, largest);
}

/// The sides of the whole input in pixels of the image: where the image is drawn smaller, a pixel
/// of the input is several of the image.
struct InputExtent {
  double width = 0.0;
  double height = 0.0;
};

InputExtent extent_in_image(const Placement& placement) {
  const auto& [image, input, drawn] = placement;
  return {static_cast<double>(image.width) * input.width / drawn.width,
          static_cast<double>(image.height) * input.height / drawn.height};
}

}  // namespace

const std::vector<std::string>& fit_names() {
  static const std::vector<std::string> names{"stretch", "letterbox"};  // as in the enumeration
  return names;
}

std::string to_string(Fit fit) { return fit_names().at(static_cast<std::size_t>(fit)); }

Fit fit_of(std::string_view name) {
  return static_cast<Fit>(index_of_name(fit_names(), "fit", name));
}

Placement place(const ImageSize& image, const ImageSize& input, Fit fit) {
  if (std::min({image.width, image.height, input.width, input.height}) < 1) {
    fail(
        "an image of {}x{} pixels cannot be placed in an input of {}x{}; each side must be at "
        "least 1",
        image.width, image.height, input.width, input.height);
  }
  if (fit == Fit::kStretch) return {.image = image, .input = input, .drawn = input};
  const double scale = std::min(static_cast<double>(input.width) / image.width,
                                static_cast<double>(input.height) / image.height);
  return {.image = image,
          .input = input,
          .drawn = {scaled_side(image.width, scale, input.width),
                    scaled_side(image.height, scale, input.height)}};
}

RelativeBox to_input(const Box& box, const Placement& placement) {
  const InputExtent extent = extent_in_image(placement);
  return to_relative(box, extent.width, extent.height);
}

Box to_image(const RelativeBox& box, const Placement& placement) {
  const InputExtent extent = extent_in_image(placement);
  return to_pixels(box, extent.width, extent.height);
}

}  // namespace efs::detect
