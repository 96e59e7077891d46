#include <algorithm>
#include <array>
#include <cmath>

#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

/// A place on the front of the head, a unit sphere: x to the right, y down, z out of the face.
struct Spot {
  double x = 0.0;
  double y = 0.0;
  double depth = 1.0;  // distance from the centre of the head; a nose stands out
};

/// A spot as it is seen: position in the head's frame and how much of its width is left.
struct Seen {
  Point place;
  double width_share = 1.0;
  bool visible = true;
};

Seen see(const HeadPose& pose, const Spot& spot) {
  const double z = std::sqrt(std::max(0.0, 1.0 - spot.x * spot.x - spot.y * spot.y));
  const double x = spot.x * std::cos(pose.turn) + z * std::sin(pose.turn);
  const double deep = z * std::cos(pose.turn) - spot.x * std::sin(pose.turn);
  const double y = spot.y * std::cos(pose.nod) + deep * std::sin(pose.nod);
  const double front = deep * std::cos(pose.nod) - spot.y * std::sin(pose.nod);
  return {{x * spot.depth, y * spot.depth},
          std::clamp(front / std::max(z, 0.3), 0.25, 1.0),
          front > 0.12};
}

/// One face: everything that varies, drawn feature by feature in the head's frame.
class FacePainter {
 public:
  FacePainter(Canvas& canvas, const HeadPose& pose, const Complexion& complexion, Rng& rng)
      : canvas_(canvas),
        pose_(pose),
        skin_(complexion.skin),
        hair_(complexion.hair),
        light_(rng.uniform(-0.5, 0.5)),
        eye_x_(rng.uniform(0.34, 0.43)),
        eye_y_(rng.uniform(-0.16, -0.04)),
        rng_(rng) {}

  void paint() {
    const bool long_hair = rng_.chance(0.4);
    const bool bald = !long_hair && rng_.chance(0.15);
    paint_body();
    if (!bald) paint_hair_behind(long_hair);
    paint_ears();
    paint_skin();
    if (rng_.chance(0.22)) paint_beard();
    paint_nose();
    paint_mouth();
    for (const double side : {-1.0, 1.0}) paint_eye(side);
    if (!bald) paint_hair_in_front(long_hair);
    if (rng_.chance(0.3)) paint_glasses();
    if (rng_.chance(0.15)) paint_hat();
  }

 private:
  double unit() const { return pose_.half_width; }

  /// An ellipse in the head's frame: half-axes in half-widths of the head.
  void oval(const Point& place, double a, double b, const Colour& colour, double lean = 0.0) {
    canvas_.ellipse(pose_.at(place.x, place.y), a * unit(), b * unit(), pose_.tilt + lean, colour);
  }

  std::vector<Point> in_image(const std::vector<Point>& points) const {
    std::vector<Point> result;
    for (const Point& point : points) result.push_back(pose_.at(point.x, point.y));
    return result;
  }

  void paint_body() {
    const Colour cloth = random_colour(rng_);
    const Point neck = pose_.at(0.0, 0.9);
    const double h = pose_.half_height;
    canvas_.ellipse(neck + Point{0, 1.25 * h}, rng_.uniform(1.5, 2.2) * unit(), 1.0 * h, 0.0,
                    cloth);
    canvas_.rectangle(neck + Point{0, 1.9 * h}, 3.4 * unit(), 1.6 * h, 0.0, cloth);
    canvas_.rectangle(neck + Point{0, 0.15 * h}, rng_.uniform(0.9, 1.15) * unit(), 0.75 * h,
                      pose_.tilt * 0.5, shaded(skin_, 0.75));
    if (rng_.chance(0.4)) {
      canvas_.polygon({neck + Point{-0.5 * unit(), 0.4 * h}, neck + Point{0.5 * unit(), 0.4 * h},
                       neck + Point{0, rng_.uniform(0.7, 1.3) * h}},
                      rng_.chance(0.5) ? shaded(skin_, 0.8) : shaded(cloth, 0.6));
    }
  }

  void paint_hair_behind(bool long_hair) {
    const double volume = rng_.uniform(1.04, 1.2);
    oval({-0.12 * std::sin(pose_.turn), -0.12}, volume,
         volume * pose_.half_height / unit() * rng_.uniform(0.95, 1.02), shaded(hair_, 0.8));
    if (!long_hair) return;
    const double length = rng_.uniform(0.5, 1.4);
    canvas_.polygon(in_image({{-1.08, -0.2}, {1.08, -0.2}, {1.15, length}, {-1.15, length}}),
                    shaded(hair_, 0.7));
  }

  void paint_ears() {
    for (const double side : {-1.0, 1.0}) {
      const double x = side * std::cos(pose_.turn);
      if (side * pose_.turn > 0.5) continue;  // turned away behind the cheek
      oval({x, 0.02}, 0.13, 0.24, shaded(skin_, 0.85));
      oval({x * 1.01, 0.02}, 0.06, 0.14, shaded(skin_, 0.65));
    }
  }

  /// The head, brighter towards the light.
  void paint_skin() {
    const double ratio = pose_.half_height / unit();
    constexpr int kShells = 8;
    for (int i = 0; i < kShells; ++i) {
      const double inner = static_cast<double>(i) / kShells;
      const double size = 1.0 - 0.75 * inner;
      oval({light_ * 0.6 * inner, -0.15 * inner}, size, size * ratio,
           shaded(skin_, 0.78 + 0.26 * inner));
    }
    if (rng_.chance(0.4)) {
      for (const double side : {-1.0, 1.0}) {
        const Seen cheek = see(pose_, {side * 0.55, 0.25});
        if (cheek.visible) {
          oval(cheek.place, 0.16 * cheek.width_share, 0.12,
               mix(shaded(skin_, 0.98), {110, 110, 230}, 0.18));
        }
      }
    }
  }

  void paint_eye(double side) {
    const Seen eye = see(pose_, {side * eye_x_, eye_y_});
    const Seen brow = see(pose_, {side * eye_x_, eye_y_ - 0.22});
    if (brow.visible) {
      const double half = 0.22 * brow.width_share;
      const double arch = brow_height_;
      canvas_.polyline(in_image({{brow.place.x - half, brow.place.y + 0.03},
                                 {brow.place.x, brow.place.y - arch},
                                 {brow.place.x + half, brow.place.y + 0.03}}),
                       shaded(mix(hair_, {20, 20, 30}, 0.4), 0.8), 0.08 * unit());
    }
    if (!eye.visible) return;
    const double width = 0.19 * eye.width_share;
    oval(eye.place, width * 1.25, 0.15, shaded(skin_, 0.8));
    if (eyes_closed_) {
      canvas_.polyline(in_image({{eye.place.x - width, eye.place.y},
                                 {eye.place.x, eye.place.y + 0.05},
                                 {eye.place.x + width, eye.place.y}}),
                       shaded(skin_, 0.35), 0.05 * unit());
      return;
    }
    oval(eye.place, width, eye_open_, {225, 230, 232});
    const Point gaze = eye.place + Point{gaze_ * width, 0.0};
    oval(gaze, std::min(width, 0.095), std::min(eye_open_, 0.095), iris_);
    oval(gaze, 0.045, 0.045, {12, 12, 12});
    canvas_.polyline(in_image({{eye.place.x - width, eye.place.y - 0.01},
                               {eye.place.x, eye.place.y - eye_open_ * 0.8},
                               {eye.place.x + width, eye.place.y - 0.01}}),
                     shaded(skin_, 0.35), 0.04 * unit());
  }

  void paint_nose() {
    const Seen root = see(pose_, {0.0, eye_y_ + 0.02});
    const Seen tip = see(pose_, {0.0, rng_.uniform(0.2, 0.3), rng_.uniform(1.08, 1.22)});
    const double half = rng_.uniform(0.12, 0.19);
    const Colour shadow = shaded(skin_, 0.72);
    canvas_.polygon(
        in_image({root.place, tip.place + Point{half, 0.04}, tip.place + Point{-half, 0.04}}),
        shaded(skin_, light_ > 0 ? 0.9 : 1.05));
    oval(tip.place, half, half * 0.7, shaded(skin_, 1.04));
    for (const double side : {-1.0, 1.0}) {
      oval(tip.place + Point{side * half * 0.55, 0.06}, 0.04, 0.03, shaded(shadow, 0.6));
    }
    canvas_.polyline(in_image({root.place + Point{-0.06, 0.0}, tip.place + Point{-half, 0.02}}),
                     shadow, 0.04 * unit());
  }

  void paint_mouth() {
    const Seen mouth = see(pose_, {0.0, rng_.uniform(0.5, 0.58)});
    const double width = rng_.uniform(0.22, 0.4) * mouth.width_share;
    const double open = rng_.chance(0.4) ? rng_.uniform(0.06, 0.16) : rng_.uniform(0.02, 0.05);
    const double smile = rng_.uniform(-0.05, 0.1);
    const Colour lips = mix(shaded(skin_, 0.75), {60, 50, 170}, rng_.uniform(0.1, 0.6));
    const Point at = mouth.place;
    const auto lip = [&](double lower, double upper) {
      return in_image({{at.x - width, at.y - smile},
                       {at.x - width * 0.5, at.y - upper},
                       {at.x, at.y - upper * 0.8},
                       {at.x + width * 0.5, at.y - upper},
                       {at.x + width, at.y - smile},
                       {at.x + width * 0.5, at.y + lower},
                       {at.x - width * 0.5, at.y + lower}});
    };
    canvas_.polygon(lip(open + 0.07, open * 0.4 + 0.05), lips);
    if (open > 0.055) {
      canvas_.polygon(lip(open, open * 0.3), {25, 20, 50});
      oval({at.x, at.y - open * 0.1}, width * 0.6, open * 0.35, {225, 232, 235});
    } else {
      canvas_.polyline(
          in_image({{at.x - width, at.y - smile}, {at.x, at.y}, {at.x + width, at.y - smile}}),
          shaded(lips, 0.5), 0.04 * unit());
    }
  }

  void paint_beard() {
    const Colour colour = mix(skin_, hair_, rng_.uniform(0.4, 0.95));
    const Seen chin = see(pose_, {0.0, 0.6});
    std::vector<Point> outline;
    for (int i = 0; i <= 20; ++i) {  // along the jaw, from ear to ear
      const double t = 0.1 + (CV_PI - 0.2) * i / 20;
      outline.push_back({std::cos(t) * 0.99, std::sin(t) * 0.99});
    }
    outline.push_back({chin.place.x - 0.55, 0.35});
    outline.push_back({chin.place.x, 0.38});
    outline.push_back({chin.place.x + 0.55, 0.35});
    canvas_.polygon(in_image(outline), colour);
  }

  /// The hairline: from one temple to the other, lower where the head turns away.
  void paint_hair_in_front(bool long_hair) {
    const double fringe = rng_.uniform(-0.72, -0.38);
    const double parting = rng_.uniform(-0.6, 0.6);
    std::vector<Point> outline;
    for (int i = 0; i <= 20; ++i) {
      const double t = CV_PI + 0.12 + (CV_PI - 0.24) * i / 20;
      outline.push_back({std::cos(t) * 1.05, std::sin(t) * 1.06});
    }
    const double shift = 0.35 * std::sin(pose_.turn);
    for (int i = 10; i >= -10; --i) {
      const double x = i / 10.0 * 0.92;
      const double arch = 0.42 * x * x;
      const double tuft =
          rng_.uniform(-0.05, 0.05) - 0.12 * std::exp(-8 * (x - parting) * (x - parting));
      outline.push_back({x + shift * (1 - x * x), fringe + arch + tuft});
    }
    canvas_.polygon(in_image(outline), hair_);
    for (int i = 0; i < 9; ++i) {
      const double x = rng_.uniform(-0.7, 0.7);
      canvas_.polyline(
          in_image({{x, -0.98 + 0.3 * x * x}, {x * 1.1 + shift, fringe + 0.3 * x * x - 0.06}}),
          shaded(hair_, rng_.uniform(0.7, 1.4)), 0.03 * unit());
    }
    if (!long_hair) return;
    for (const double side : {-1.0, 1.0}) {
      if (rng_.chance(0.3)) continue;
      canvas_.polygon(
          in_image(
              {{side * 0.78, -0.5}, {side * 1.1, -0.5}, {side * 1.15, 1.0}, {side * 0.9, 0.9}}),
          shaded(hair_, 0.9));
    }
  }

  void paint_glasses() {
    const bool dark = rng_.chance(0.35);
    const Colour frame = rng_.chance(0.6) ? Colour(25, 25, 25) : random_colour(rng_);
    const double radius = rng_.uniform(0.22, 0.31);
    const double thickness = rng_.uniform(0.03, 0.07) * unit();
    const Seen left = see(pose_, {-eye_x_, eye_y_, 1.03});
    const Seen right = see(pose_, {eye_x_, eye_y_, 1.03});
    for (const Seen& lens : {left, right}) {
      if (!lens.visible) continue;
      const Point centre = pose_.at(lens.place.x, lens.place.y);
      const double a = radius * lens.width_share * unit();
      const double b = radius * 0.85 * unit();
      if (dark) canvas_.ellipse(centre, a, b, pose_.tilt, shaded(frame, 0.8));
      canvas_.polyline(ellipse_points(centre, a, b, pose_.tilt), frame, thickness);
    }
    canvas_.polyline(in_image({left.place + Point{radius * left.width_share, -0.03},
                               right.place - Point{radius * right.width_share, 0.03}}),
                     frame, thickness);
  }

  void paint_hat() {
    const Colour colour = random_colour(rng_);
    std::vector<Point> crown = {{1.1, -0.55}};
    for (int i = 0; i <= 16; ++i) {
      const double t = -CV_PI * i / 16;
      crown.push_back({std::cos(t) * 1.1, -0.55 + std::sin(t) * rng_.uniform(0.62, 0.68)});
    }
    canvas_.polygon(in_image(crown), colour);
    oval({0.3 * std::sin(pose_.turn), -0.55}, rng_.uniform(1.1, 1.5), 0.14, shaded(colour, 0.7));
  }

  Canvas& canvas_;
  const HeadPose& pose_;
  Colour skin_;
  Colour hair_;
  double light_;  // from the left (negative) or the right
  double eye_x_;
  double eye_y_;
  Rng& rng_;
  bool eyes_closed_ = rng_.chance(0.06);
  double eye_open_ = rng_.uniform(0.07, 0.12);
  double gaze_ = rng_.uniform(-0.4, 0.4);
  double brow_height_ = rng_.uniform(0.0, 0.09);
  Colour iris_ = rng_.chance(0.6) ? Colour(30, 50, 80) : Colour(150, 120, 70);
};

}  // namespace

Complexion random_complexion(Rng& rng) {
  static const std::array<Colour, 8> kSkin = {
      Colour(205, 222, 248), Colour(180, 205, 241), Colour(150, 185, 230), Colour(120, 160, 212),
      Colour(95, 135, 190),  Colour(70, 105, 160),  Colour(52, 78, 122),   Colour(38, 55, 88)};
  static const std::array<Colour, 7> kHair = {
      Colour(22, 22, 25),  Colour(30, 42, 60),    Colour(42, 68, 105),  Colour(95, 150, 190),
      Colour(45, 75, 150), Colour(150, 150, 150), Colour(215, 220, 222)};
  const Colour skin = kSkin[static_cast<std::size_t>(rng.integer(0, 7))];
  const Colour hair =
      rng.chance(0.05) ? random_colour(rng) : kHair[static_cast<std::size_t>(rng.integer(0, 6))];
  return {jittered(skin, 12, rng), jittered(hair, 12, rng)};
}

void draw_person(Canvas& canvas, const HeadPose& pose, Rng& rng) {
  FacePainter(canvas, pose, random_complexion(rng), rng).paint();
}

}  // namespace efs::data
