#include "data/augment/face_view.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace efs::data {
namespace {

constexpr double kAnywhere = 0.1;       // probability of a crop that looks for no face
constexpr double kLargestShare = 0.95;  // of the crop's sides that the face it looks for may fill

/// One axis of the crop, in pixels of the (rotated) image.
struct CropAxis {
  double image;   // length of the image
  double window;  // length of the crop
};

/// What the crop has to show of one axis.
struct Wanted {
  double low, high;
};

/// Where the crop begins: inside the image if it fits, else around it, either by up to `shift` of
/// its length more, and over what is wanted.
double draw_crop_begin(const CropAxis& axis, const std::optional<Wanted>& wanted, double shift,
                       Rng& rng) {
  const double room = axis.image - axis.window;
  double low = std::min(0.0, room) - shift * axis.window;
  double high = std::max(0.0, room) + shift * axis.window;
  if (wanted) {
    const double least = wanted->high - axis.window;
    const double most = std::max(least, wanted->low);
    low = std::clamp(low, least, most);
    high = std::clamp(high, least, most);
  }
  return rng.uniform(low, high);
}

/// The whole face, or only its centre where the face does not fit or may be cut.
Wanted wanted_of(double centre, double length, double window, bool may_cut) {
  const double half = may_cut || length > window ? 0.0 : 0.5 * length;
  return {centre - half, centre + half};
}

/// The size of the crop against the largest one in the image. `face_share`: what the face to show
/// would fill of that, 0: none.
double draw_crop_size(double face_share, const AugmentPolicy& policy, Rng& rng) {
  const double needed = face_share / kLargestShare;
  const double low = std::min(std::max(policy.crop_low, needed), policy.crop_high);
  return rng.log_uniform(low, policy.crop_high);
}

/// What the crop is drawn around, as the rotation leaves it: a face, or the whole image.
struct Turned {
  double centre_x, centre_y;
  detect::Box extent;  // about 0
  bool is_face;
};

/// In the rotated image.
struct Crop {
  double begin_x, begin_y;
  double step_x, step_y;  // pixels of the image for one of the result
};

/// The shape of a pixel of the result, in pixels of the image and but for a common factor.
struct PixelShape {
  double across, down;
};

Crop whole_image(const ImageSize& image, const PixelShape& pixel, const detect::Box& frame) {
  const double step = std::max(image.width / (pixel.across * frame.width()),
                               image.height / (pixel.down * frame.height()));
  return {
      .begin_x = 0.0, .begin_y = 0.0, .step_x = step * pixel.across, .step_y = step * pixel.down};
}

/// `largest`: the factor of `pixel` at which the frame shows the largest part of the image.
Crop draw_crop(const ImageSize& image, const Turned& turned, const PixelShape& pixel,
               double largest, const detect::Box& frame, const AugmentPolicy& policy, Rng& rng) {
  const double width = turned.extent.width(), height = turned.extent.height();
  const double share = std::max(width / (largest * pixel.across * frame.width()),
                                height / (largest * pixel.down * frame.height()));
  const double step = largest * draw_crop_size(turned.is_face ? share : 0.0, policy, rng);
  Crop crop{
      .begin_x = 0.0, .begin_y = 0.0, .step_x = step * pixel.across, .step_y = step * pixel.down};
  const CropAxis across{1.0 * image.width, crop.step_x * frame.width()};
  const CropAxis down{1.0 * image.height, crop.step_y * frame.height()};
  const bool may_cut = rng.chance(policy.cut_face);
  std::optional<Wanted> wanted_x, wanted_y;
  if (turned.is_face) {
    wanted_x = wanted_of(turned.centre_x, width, across.window, may_cut);
    wanted_y = wanted_of(turned.centre_y, height, down.window, may_cut);
  }
  crop.begin_x = draw_crop_begin(across, wanted_x, policy.shift, rng);
  crop.begin_y = draw_crop_begin(down, wanted_y, policy.shift, rng);
  return crop;
}

Affine inverse(const Affine& map) {
  const double scale = 1.0 / (map.xx * map.yy - map.xy * map.yx);
  Affine back{.xx = map.yy * scale,
              .xy = -map.xy * scale,
              .x0 = 0.0,
              .yx = -map.yx * scale,
              .yy = map.xx * scale,
              .y0 = 0.0};
  back.x0 = -back.xx * map.x0 - back.xy * map.y0;
  back.y0 = -back.yx * map.x0 - back.yy * map.y0;
  return back;
}

/// The box around the mapped centre with the half-sides that `extent(a, b)` makes of the mapped
/// half-axes' components.
template <typename Extent>
detect::Box mapped(const Affine& map, const detect::Box& box, Extent extent) {
  const double x = 0.5 * (box.xmin + box.xmax), y = 0.5 * (box.ymin + box.ymax);
  const double a = 0.5 * box.width(), b = 0.5 * box.height();
  const double u = map.xx * x + map.xy * y + map.x0, v = map.yx * x + map.yy * y + map.y0;
  const double half_width = extent(map.xx * a, map.xy * b);
  const double half_height = extent(map.yx * a, map.yy * b);
  return {u - half_width, v - half_height, u + half_width, v + half_height};
}

}  // namespace

detect::Box FaceView::face(const detect::Box& box) const {
  return mapped(to_result, box, [](double a, double b) { return std::hypot(a, b); });
}

detect::Box FaceView::region(const detect::Box& box) const {
  return mapped(to_result, box, [](double a, double b) { return std::abs(a) + std::abs(b); });
}

bool moves_faces(const AugmentPolicy& policy) {
  return policy.crop_high > 0.0 || policy.aspect != 1.0 || policy.rotation_deg > 0.0 ||
         policy.flip > 0.0 || policy.mosaic > 0.0;
}

FaceView draw_face_view(const ImageSize& image, double pixel_aspect,
                        std::span<const detect::Box> faces, const detect::Box& frame,
                        const AugmentPolicy& policy, Rng& rng) {
  const double angle = rng.uniform(-1.0, 1.0) * policy.rotation_deg * std::numbers::pi / 180.0;
  const double stretch = std::sqrt(rng.log_uniform(1.0 / policy.aspect, policy.aspect));
  const bool looks = !faces.empty() && !rng.chance(kAnywhere);
  const detect::Box around = looks ? faces[rng.index(faces.size())]
                                   : detect::Box{0.0, 0.0, 1.0 * image.width, 1.0 * image.height};
  const Turned turned{.centre_x = 0.5 * (around.xmin + around.xmax),
                      .centre_y = 0.5 * (around.ymin + around.ymax),
                      .extent = detect::ellipse_extent(0.5 * around.width(), 0.5 * around.height(),
                                                       angle, 0.0, 0.0),
                      .is_face = looks};
  const double across = std::sqrt(pixel_aspect), down = 1.0 / across;
  const PixelShape pixel{.across = across / stretch, .down = down * stretch};
  const double largest =
      std::min(image.width / (across * frame.width()), image.height / (down * frame.height()));
  const Crop crop = policy.crop_high > 0.0
                        ? draw_crop(image, turned, pixel, largest, frame, policy, rng)
                        : whole_image(image, pixel, frame);
  const bool flip = rng.chance(policy.flip);

  // The rotation leaves the centre where it is.
  const double along = (turned.centre_x - crop.begin_x) / crop.step_x;
  const double u = flip ? frame.xmax - along : frame.xmin + along;
  const double v = frame.ymin + (turned.centre_y - crop.begin_y) / crop.step_y;
  const double sine = std::sin(angle), cosine = std::cos(angle);
  const double step_x = flip ? -crop.step_x : crop.step_x;
  FaceView view;
  Affine& map = view.to_image;
  map.xx = cosine * step_x;
  map.xy = sine * crop.step_y;
  map.yx = -sine * step_x;
  map.yy = cosine * crop.step_y;
  map.x0 = turned.centre_x - map.xx * u - map.xy * v;
  map.y0 = turned.centre_y - map.yx * u - map.yy * v;
  view.to_result = inverse(map);
  return view;
}

}  // namespace efs::data
