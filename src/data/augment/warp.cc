#include "data/augment/warp.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace efs::data {
namespace {

/// By how much the view reaches beyond each edge of the stored image, relative; 0: not at all.
struct Overhang {
  double left, top, right, bottom;
};

Overhang overhang_of(const Affine& map, const cv::Rect& frame, double side) {
  Overhang over{0.0, 0.0, 0.0, 0.0};
  for (const int corner_x : {frame.x, frame.x + frame.width}) {
    for (const int corner_y : {frame.y, frame.y + frame.height}) {
      const double u = corner_x / side, v = corner_y / side;
      const double x = map.xx * u + map.xy * v + map.x0;
      const double y = map.yx * u + map.yy * v + map.y0;
      over.left = std::max(over.left, -x);
      over.top = std::max(over.top, -y);
      over.right = std::max(over.right, x - 1.0);
      over.bottom = std::max(over.bottom, y - 1.0);
    }
  }
  return over;
}

/// True if an edge that is overhung has a face closer than `reach` overhangs and a margin.
bool repeats_face(const Overhang& over, const detect::RelativeBox& face, double reach) {
  constexpr double kMargin = 0.02;
  const auto repeats = [reach](double overhang, double distance) {
    return overhang > 0.0 && distance < reach * overhang + kMargin;
  };
  return repeats(over.left, face.xmin) || repeats(over.top, face.ymin) ||
         repeats(over.right, 1.0 - face.xmax) || repeats(over.bottom, 1.0 - face.ymax);
}

/// The border that is drawn, or the next one that shows no face twice.
int draw_border(const Overhang& over, const detect::RelativeBox& face, Rng& rng) {
  constexpr std::array kBorders = {cv::BORDER_REFLECT_101, cv::BORDER_REPLICATE,
                                   cv::BORDER_CONSTANT};
  constexpr std::array kReach = {1.0, 0.0};
  auto choice = static_cast<std::size_t>(rng.integer(0, 2));
  while (choice < kReach.size() && repeats_face(over, face, kReach[choice])) ++choice;
  return kBorders[choice];
}

}  // namespace

void warp(const cv::Mat& stored, const View& view, const detect::RelativeBox& face,
          const cv::Rect& frame, cv::Mat& result, Rng& rng) {
  const Affine& map = view.to_stored;
  const double from = result.cols;  // square, as the stored image is
  const double to = stored.cols;
  const int border = draw_border(overhang_of(map, frame, from), face, rng);
  // OpenCV counts from the centres of pixels, which are at halves here, and from the frame.
  const double scale = to / from;
  const double u = frame.x + 0.5, v = frame.y + 0.5;
  const cv::Matx23d pixels(scale * map.xx, scale * map.xy,
                           scale * (map.xx * u + map.xy * v) + to * map.x0 - 0.5, scale * map.yx,
                           scale * map.yy, scale * (map.yx * u + map.yy * v) + to * map.y0 - 0.5);
  const cv::Scalar mean = border == cv::BORDER_CONSTANT ? cv::mean(stored) : cv::Scalar();
  cv::Mat part = result(frame);
  cv::warpAffine(stored, part, pixels, frame.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 border, mean);
}

}  // namespace efs::data
