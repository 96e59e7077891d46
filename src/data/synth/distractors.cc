#include <algorithm>
#include <array>

#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

/// A distractor fills a circle.
struct Disc {
  Point centre;
  double radius = 0.0;
};
using Painter = void (*)(Canvas&, const Disc&, Rng&);

Point on(const Disc& disc, double u, double v) {
  return disc.centre + Point{u * disc.radius, v * disc.radius};
}

/// Skin and hair, but nothing on it.
void draw_blank_head(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Complexion colours = random_complexion(rng);
  const double tilt = rng.uniform(-0.4, 0.4);
  if (rng.chance(0.6)) {
    canvas.ellipse(on(disc, 0, -0.1), 0.85 * disc.radius, disc.radius, tilt, colours.hair);
  }
  canvas.ellipse(disc.centre, 0.72 * disc.radius, 0.95 * disc.radius, tilt,
                 shaded(colours.skin, 0.8));
  canvas.ellipse(on(disc, 0.1, -0.05), 0.5 * disc.radius, 0.7 * disc.radius, tilt, colours.skin);
}

/// A person seen from behind.
void draw_back_of_head(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Complexion colours = random_complexion(rng);
  const double r = disc.radius;
  canvas.ellipse(on(disc, 0, 1.9), 1.5 * r, 0.9 * r, 0.0, random_colour(rng));
  canvas.rectangle(on(disc, 0, 0.95), 0.8 * r, 0.7 * r, 0.0, shaded(colours.skin, 0.8));
  for (const double side : {-0.8, 0.8}) {
    canvas.ellipse(on(disc, side, 0.1), 0.12 * r, 0.22 * r, 0.0, colours.skin);
  }
  canvas.ellipse(disc.centre, 0.8 * r, r, 0.0, colours.hair);
  for (int i = 0; i < 12; ++i) {
    const double x = rng.uniform(-0.6, 0.6);
    canvas.polyline({on(disc, x * 0.4, -0.85), on(disc, x, rng.uniform(0.2, 0.7))},
                    shaded(colours.hair, rng.uniform(0.7, 1.5)), 0.04 * r);
  }
}

void draw_clock(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Colour rim = random_colour(rng);
  canvas.circle(disc.centre, disc.radius, rim);
  canvas.circle(disc.centre, 0.85 * disc.radius, {225, 230, 235});
  for (int hour = 0; hour < 12; ++hour) {
    const Point mark = rotated({0.0, -1.0}, hour * CV_PI / 6);
    canvas.polyline({on(disc, 0.68 * mark.x, 0.68 * mark.y), on(disc, 0.8 * mark.x, 0.8 * mark.y)},
                    {40, 40, 40}, 0.05 * disc.radius);
  }
  for (const double length : {0.65, 0.42}) {
    const Point hand = rotated({0.0, -length}, rng.uniform(0, 2 * CV_PI));
    canvas.polyline({disc.centre, on(disc, hand.x, hand.y)}, {30, 30, 30}, 0.06 * disc.radius);
  }
}

/// Sockets and buttons: two to four holes.
void draw_holes(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Colour colour = rng.chance(0.5) ? Colour(225, 230, 232) : random_colour(rng);
  canvas.circle(disc.centre, disc.radius, shaded(colour, 0.8));
  canvas.circle(disc.centre, 0.8 * disc.radius, colour);
  const auto holes = rng.integer(2, 4);
  const double start = rng.uniform(0, CV_PI);
  for (std::int64_t i = 0; i < holes; ++i) {
    const Point hole = rotated(
        {0.35, 0.0}, start + 2 * CV_PI * static_cast<double>(i) / static_cast<double>(holes));
    canvas.circle(on(disc, hole.x, hole.y), 0.12 * disc.radius, {35, 35, 35});
  }
}

void draw_ball(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Colour first = random_colour(rng);
  const Colour second = rng.chance(0.5) ? Colour(235, 235, 235) : random_colour(rng);
  canvas.circle(disc.centre, disc.radius, first);
  const auto segments = rng.integer(3, 6);
  const double start = rng.uniform(0, CV_PI);
  for (std::int64_t i = 0; i < segments; ++i) {
    const double from = 2 * CV_PI * static_cast<double>(i) / static_cast<double>(segments);
    const double to = from + CV_PI / static_cast<double>(segments);
    std::vector<Point> wedge =
        ellipse_points(disc.centre, disc.radius, disc.radius, start, from, to);
    wedge.push_back(on(disc, -0.25, -0.25));
    canvas.polygon(wedge, second);
  }
  canvas.circle(on(disc, -0.35, -0.35), 0.15 * disc.radius, {250, 250, 250});
}

/// Eyes and a mouth on skin, in an arrangement that no face has: all features, wrong places.
void draw_scrambled_face(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Complexion colours = random_complexion(rng);
  const double r = disc.radius;
  canvas.ellipse(disc.centre, 0.78 * r, 0.98 * r, rng.uniform(-0.4, 0.4), colours.skin);
  // Mouth on top and eyes in one column below: no tilt turns this into a face.
  const double side = rng.chance(0.5) ? 1.0 : -1.0;
  canvas.ellipse(on(disc, 0.0, -0.55), 0.32 * r, 0.1 * r, rng.uniform(-0.5, 0.5), {60, 55, 150});
  for (const double y : {0.0, 0.5}) {
    const Point eye = on(disc, side * rng.uniform(0.1, 0.35), y);
    canvas.ellipse(eye, 0.17 * r, 0.1 * r, rng.uniform(0, CV_PI), {230, 232, 235});
    canvas.circle(eye, 0.07 * r, {20, 20, 20});
  }
}

/// A mask or sign with one eye, or with a mouth only.
void draw_unfinished_face(Canvas& canvas, const Disc& disc, Rng& rng) {
  const Colour colour = rng.chance(0.5) ? Colour(60, 215, 250) : random_complexion(rng).skin;
  const double r = disc.radius;
  canvas.circle(disc.centre, r, shaded(colour, 0.7));
  canvas.circle(disc.centre, 0.93 * r, colour);
  if (rng.chance(0.5)) {
    canvas.ellipse(on(disc, 0, 0), 0.45 * r, 0.28 * r, 0.0, {240, 240, 240});
    canvas.circle(on(disc, 0, 0), 0.2 * r, {60, 40, 20});
  } else {
    canvas.polyline(ellipse_points(disc.centre, 0.55 * r, 0.5 * r, 0.0, 0.15 * CV_PI, 0.85 * CV_PI),
                    {30, 30, 40}, 0.09 * r);
  }
}

bool overlaps(const Disc& disc, const detect::Box& box) {
  return disc.centre.x + disc.radius > box.xmin && disc.centre.x - disc.radius < box.xmax &&
         disc.centre.y + disc.radius > box.ymin && disc.centre.y - disc.radius < box.ymax;
}

}  // namespace

void draw_distractors(Canvas& canvas, const std::vector<detect::Box>& keep_free, Rng& rng) {
  constexpr std::array<Painter, 7> kKinds = {
      draw_blank_head, draw_back_of_head,   draw_clock,          draw_holes,
      draw_ball,       draw_scrambled_face, draw_unfinished_face};
  const auto count = rng.integer(0, 3);
  const double side = std::min(canvas.width(), canvas.height());
  for (std::int64_t i = 0; i < count; ++i) {
    const Painter paint = kKinds[static_cast<std::size_t>(rng.integer(0, kKinds.size() - 1))];
    for (int attempt = 0; attempt < 12; ++attempt) {
      Disc disc;
      disc.radius = side * rng.log_uniform(0.07, 0.26);
      disc.centre = {rng.uniform(0, canvas.width()), 0.0};
      disc.centre.y = rng.uniform(0, canvas.height());
      const auto touches = [&](const detect::Box& box) { return overlaps(disc, box); };
      if (std::ranges::any_of(keep_free, touches)) continue;
      paint(canvas, disc, rng);
      break;
    }
  }
}

}  // namespace efs::data
