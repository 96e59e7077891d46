#include "data/augment/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace efs::data {
namespace {

constexpr double kSmallestFace = 0.10;  // of the result's side
constexpr double kLargestFace = 0.95;   // of the frame's side
/// What each axis may lose of a face that is cut: both together leave 0.95^2 > 90 % of its box.
constexpr double kLargestCut = 0.05;

/// One axis of the placement, in the coordinates of the stored image.
struct Axis {
  double face_low;
  double face_high;
  double window;  // length that the frame shows
};

/// Magnification that is drawn so that the face fits. `width` and `height` are the face's in the
/// result without magnification.
double draw_zoom(double width, double height, const detect::RelativeBox& frame,
                 const AugmentPolicy& policy, Rng& rng) {
  const double share = std::max(width / frame.width(), height / frame.height());
  // A face that fills its image from edge to edge may go on doing so.
  const double largest = share > kLargestFace && share <= 1.0 ? share : kLargestFace;
  const double high = std::min(policy.zoom_high, largest / share);
  const double low =
      std::min(high, std::max(policy.zoom_low, kSmallestFace / std::min(width, height)));
  return rng.log_uniform(low, high);
}

/// Where the window begins. It lies inside the image where it fits, else around it, either by up
/// to `shift` of its length more, and always over the face, of which it may leave out `cut`.
double draw_begin(const Axis& axis, double shift, double cut, Rng& rng) {
  const double room = 1.0 - axis.window;
  const double beyond = shift * axis.window;
  const double least = axis.face_high - cut - axis.window;
  const double most = std::max(least, axis.face_low + cut);
  const double low = std::clamp(std::min(0.0, room) - beyond, least, most);
  const double high = std::clamp(std::max(0.0, room) + beyond, least, most);
  return rng.uniform(low, high);
}

}  // namespace

bool moves_pixels(const AugmentPolicy& policy) {
  return policy.zoom_low != 1.0 || policy.zoom_high != 1.0 || policy.aspect != 1.0 ||
         policy.shift > 0.0 || policy.rotation_deg > 0.0 || policy.flip > 0.0 ||
         policy.cut_face > 0.0 || policy.mosaic > 0.0;
}

View draw_view(const StoredFace& face, const detect::RelativeBox& frame,
               const AugmentPolicy& policy, Rng& rng) {
  const double angle = rng.uniform(-1.0, 1.0) * policy.rotation_deg * std::numbers::pi / 180.0;
  const double stretch = std::sqrt(rng.log_uniform(1.0 / policy.aspect, policy.aspect));
  const double centre_x = 0.5 * (face.box.xmin + face.box.xmax);
  const double centre_y = 0.5 * (face.box.ymin + face.box.ymax);
  // In true proportions: the stored image's height is 1, its width `aspect`.
  const detect::Box turned = detect::ellipse_extent(0.5 * face.box.width() * face.aspect,
                                                    0.5 * face.box.height(), angle, 0.0, 0.0);
  const double width = turned.width() / face.aspect;
  const double height = turned.height();
  const double zoom = draw_zoom(width * stretch, height / stretch, frame, policy, rng);
  const double zoom_x = zoom * stretch;
  const double zoom_y = zoom / stretch;

  const double cut = rng.chance(policy.cut_face) ? kLargestCut : 0.0;
  const Axis across{centre_x - 0.5 * width, centre_x + 0.5 * width, frame.width() / zoom_x};
  const Axis down{centre_y - 0.5 * height, centre_y + 0.5 * height, frame.height() / zoom_y};
  const double begin_x = draw_begin(across, policy.shift, cut * width, rng);
  const double begin_y = draw_begin(down, policy.shift, cut * height, rng);
  const bool flip = rng.chance(policy.flip);
  const double place = (centre_x - begin_x) * zoom_x;  // of the face's centre in the frame
  const double u = frame.xmin + (flip ? frame.width() - place : place);
  const double v = frame.ymin + (centre_y - begin_y) * zoom_y;

  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double back_x = (flip ? -1.0 : 1.0) / zoom_x, back_y = 1.0 / zoom_y;
  View view;
  Affine& map = view.to_stored;
  map.xx = cosine * back_x;
  map.xy = sine / face.aspect * back_y;
  map.yx = -sine * face.aspect * back_x;
  map.yy = cosine * back_y;
  map.x0 = centre_x - map.xx * u - map.xy * v;
  map.y0 = centre_y - map.yx * u - map.yy * v;
  view.face = {u - 0.5 * width * zoom_x, v - 0.5 * height * zoom_y, u + 0.5 * width * zoom_x,
               v + 0.5 * height * zoom_y};
  return view;
}

}  // namespace efs::data
