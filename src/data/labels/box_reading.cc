#include "data/labels/box_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "detect/box.h"

namespace efs::data {
namespace {

/// How four numbers a b c d may be meant. "x1 = a" stands for the first corner.
struct Order {
  const char* name;
  const char* cure;
  detect::Box (*corners)(const detect::Box& numbers);
};

constexpr std::array<Order, 6> kOrders = {{
    {"xmin,ymin,xmax,ymax", "", [](const detect::Box& n) { return n; }},
    {"x,y,width,height", "write x,y,x+width,y+height",
     [](const detect::Box& n) {
       return detect::Box{n.xmin, n.ymin, n.xmin + n.xmax, n.ymin + n.ymax};
     }},
    {"centre_x,centre_y,width,height", "write centre - half and centre + half of the size",
     [](const detect::Box& n) {
       return detect::Box{n.xmin - n.xmax / 2, n.ymin - n.ymax / 2, n.xmin + n.xmax / 2,
                          n.ymin + n.ymax / 2};
     }},
    {"ymin,xmin,ymax,xmax", "write x before y",
     [](const detect::Box& n) {
       return detect::Box{n.ymin, n.xmin, n.ymax, n.xmax};
     }},
    {"xmin,xmax,ymin,ymax", "write the second and third number in the other order",
     [](const detect::Box& n) {
       return detect::Box{n.xmin, n.xmax, n.ymin, n.ymax};
     }},
    {"xmax,ymax,xmin,ymin", "write the smaller corner first",
     [](const detect::Box& n) {
       return detect::Box{n.xmax, n.ymax, n.xmin, n.ymin};
     }},
}};

struct Unit {
  const char* name;
  const char* cure;
  double whole;  // the number that stands for all of a side; 0: pixels
};

constexpr std::array<Unit, 4> kUnits = {{
    {"pixels", "", 0.0},
    {"shares of the image's sides", "multiply x by the image's width and y by its height", 1.0},
    {"per cent of the image's sides", "multiply x by width / 100 and y by height / 100", 100.0},
    {"thousandths of the image's sides", "multiply x by width / 1000 and y by height / 1000",
     1000.0},
}};

constexpr double kSlack = 1e-3;  // of a side: numbers are rounded

/// Corners as shares of the sides.
detect::RelativeBox relative(const MeasuredBox& measured, const Unit& unit, const Order& order) {
  const double width = unit.whole > 0.0 ? unit.whole : measured.image_width;
  const double height = unit.whole > 0.0 ? unit.whole : measured.image_height;
  return detect::to_relative(order.corners(measured.box), width, height);
}

bool fits(const detect::RelativeBox& share) {
  return share.xmin < share.xmax && share.ymin < share.ymax && share.xmin >= -kSlack &&
         share.ymin >= -kSlack && share.xmax <= 1.0 + kSlack && share.ymax <= 1.0 + kSlack;
}

/// What one reading makes of the file.
struct Fit {
  std::size_t fitting = 0;
  double aspect_spread = 0.0;  // standard deviation of log(width / height), of those that fit
  double mean_log_aspect = 0.0;
};

Fit fit_of(const std::vector<MeasuredBox>& boxes, const Unit& unit, const Order& order) {
  Fit fit;
  double sum = 0.0, squares = 0.0;
  for (const MeasuredBox& measured : boxes) {
    const detect::RelativeBox share = relative(measured, unit, order);
    if (!fits(share)) continue;
    ++fit.fitting;
    const double log_aspect = std::log(share.width() * measured.image_width) -
                              std::log(share.height() * measured.image_height);
    sum += log_aspect;
    squares += log_aspect * log_aspect;
  }
  if (fit.fitting == 0) return fit;
  const auto count = static_cast<double>(fit.fitting);
  fit.mean_log_aspect = sum / count;
  fit.aspect_spread =
      std::sqrt(std::max(0.0, squares / count - fit.mean_log_aspect * fit.mean_log_aspect));
  return fit;
}

double largest_number(const detect::Box& box) {
  return std::max({std::abs(box.xmin), std::abs(box.ymin), std::abs(box.xmax), std::abs(box.ymax)});
}

/// Whether no number is above the unit's whole though most images are much larger than that: pixels
/// would keep all faces in one corner.
bool stays_within(const std::vector<MeasuredBox>& boxes, const Unit& unit) {
  std::size_t larger = 0;
  for (const MeasuredBox& measured : boxes) {
    if (largest_number(measured.box) > unit.whole * (1.0 + kSlack)) return false;
    if (std::min(measured.image_width, measured.image_height) > 1.5 * unit.whole) ++larger;
  }
  return 2 * larger > boxes.size();
}

struct Reading {
  const Unit* unit = nullptr;
  const Order* order = nullptr;
  Fit fit;
};

/// How unlike those of faces the shapes are: uneven, or not a little taller than wide.
double strangeness(const Fit& fit) {
  constexpr double kUsualLogAspect = -0.2;
  return fit.aspect_spread + 0.5 * std::abs(fit.mean_log_aspect - kUsualLogAspect);
}

/// The unit that the sizes of the numbers give away; null: they do not.
const Unit* unit_by_size(const std::vector<MeasuredBox>& boxes) {
  for (const Unit& unit : kUnits) {
    if (unit.whole > 0.0 && stays_within(boxes, unit)) return &unit;
  }
  return nullptr;
}

/// The reading other than the `given` one that fits every box with the most likely shapes. `only`: in
/// this unit; null: in any.
std::optional<Reading> best_other(const std::vector<MeasuredBox>& boxes, const Reading& given,
                                  const Unit* only) {
  constexpr double kMostSpread = 0.5, kMostMean = 1.1;  // of faces, whatever the convention
  std::optional<Reading> best;
  for (const Unit& unit : kUnits) {
    if (only != nullptr && only != &unit) continue;
    for (const Order& order : kOrders) {
      if (&unit == given.unit && &order == given.order) continue;
      const Fit fit = fit_of(boxes, unit, order);
      if (fit.fitting < boxes.size() || fit.aspect_spread > kMostSpread ||
          std::abs(fit.mean_log_aspect) > kMostMean) {
        continue;
      }
      if (!best || strangeness(fit) < strangeness(best->fit)) {
        best = Reading{&unit, &order, fit};
      }
    }
  }
  return best;
}

std::string cure_of(const Reading& reading) {
  std::string cure = reading.order->cure;
  if (reading.unit->cure[0] != '\0') {
    cure = reading.unit->cure + std::string(cure.empty() ? "" : ", and ") + cure;
  }
  return cure;
}

std::string words_for(const Reading& reading) {
  if (reading.unit->whole == 0.0) return reading.order->name;
  return fmt::format("{} in {}", reading.order->name, reading.unit->name);
}

/// What the format asks for.
Reading given_reading(const WrittenBoxes& written) {
  return {
      &kUnits[written.in_shares ? 1 : 0], &kOrders[static_cast<std::size_t>(written.order)], {}};
}

/// The numbers that the file has for a box that was understood so.
detect::Box numbers_of(const MeasuredBox& measured, const WrittenBoxes& written) {
  detect::Box box = measured.box;
  if (written.in_shares) {
    const auto shares = detect::to_relative(box, measured.image_width, measured.image_height);
    box = {shares.xmin, shares.ymin, shares.xmax, shares.ymax};
  }
  if (written.order == BoxOrder::kCorners) return box;
  const bool centre = written.order == BoxOrder::kCentre;
  return {centre ? (box.xmin + box.xmax) / 2 : box.xmin,
          centre ? (box.ymin + box.ymax) / 2 : box.ymin, box.width(), box.height()};
}

std::vector<MeasuredBox> written_boxes(const std::vector<MeasuredBox>& boxes,
                                       const WrittenBoxes& written) {
  std::vector<MeasuredBox> numbers = boxes;
  for (MeasuredBox& measured : numbers) measured.box = numbers_of(measured, written);
  return numbers;
}

/// Whether these are small numbers where pixels are expected.
bool are_tiny(const std::vector<MeasuredBox>& boxes) {
  return std::ranges::all_of(boxes, [](const MeasuredBox& measured) {
    constexpr double kLargestShare = 1.5;
    return largest_number(measured.box) <= kLargestShare &&
           std::max(measured.image_width, measured.image_height) > 2 * kLargestShare;
  });
}

/// "pixels are expected, as xmin,ymin,xmax,ymax: multiply ..."
std::string expectation(const Reading& given, const std::string& cure) {
  return fmt::format("{} are expected, as {}: {}", given.unit->name, given.order->name, cure);
}

std::string cure_for(const Reading& given, const Reading& other) {
  const bool known = given.unit == kUnits.data() && given.order == kOrders.data();
  return known ? cure_of(other)
               : "write them so, or name the format that they are in (data.format)";
}

BoxDoubt tiny_doubt(const Reading& given, const std::optional<Reading>& other) {
  const std::string words = other ? words_for(*other) : kUnits[1].name;
  const std::string cure = other ? cure_for(given, *other) : kUnits[1].cure;
  return {true, fmt::format("no number of any box is above 1.5: these look like {}; {}", words,
                            expectation(given, cure))};
}

/// Why the given reading is doubted, which `wrong` of the boxes do not fit.
std::string reason(const Reading& given, std::size_t wrong, std::size_t all, bool corner) {
  if (wrong > 0) {
    return fmt::format("as {} in {} {} of {} boxes are inverted, empty or outside their image",
                       given.order == kOrders.data() ? "corners" : given.order->name,
                       given.unit->name, wrong, all);
  }
  return corner ? "as pixels all faces are in the upper left corner of their images"
                : "as corners their shapes differ much more than those of faces";
}

}  // namespace

std::optional<BoxDoubt> doubt_boxes(const std::vector<MeasuredBox>& understood,
                                    const WrittenBoxes& written) {
  if (understood.empty()) return std::nullopt;
  const std::vector<MeasuredBox> boxes = written_boxes(understood, written);
  constexpr std::size_t kFew = 5;  // some reading fits any of them
  Reading given = given_reading(written);
  given.fit = fit_of(boxes, *given.unit, *given.order);
  const std::size_t wrong = boxes.size() - given.fit.fitting;
  const bool tiny = !written.in_shares && are_tiny(boxes);
  const auto other = best_other(boxes, given, tiny ? &kUnits[1] : unit_by_size(boxes));
  if (tiny) return tiny_doubt(given, other);
  if (!other || boxes.size() < kFew) return std::nullopt;
  constexpr std::size_t kEnough = 10;
  const double wrong_share = static_cast<double>(wrong) / static_cast<double>(boxes.size());
  const bool uneven = given.fit.aspect_spread > std::max(0.3, 2.0 * other->fit.aspect_spread);
  const bool corner = boxes.size() >= kEnough && !written.in_shares && other->unit->whole > 0.0 &&
                      stays_within(boxes, *other->unit);
  constexpr double kManyWrong = 0.2;
  const bool certain = wrong_share >= kManyWrong || (wrong > 0 && uneven);
  const bool doubtful = certain || (boxes.size() >= kEnough && (wrong > 2 || uneven || corner));
  if (!doubtful) return std::nullopt;
  return BoxDoubt{certain,
                  fmt::format("the boxes look like {}, which fits every one of them: {}; {}",
                              words_for(*other), reason(given, wrong, boxes.size(), corner),
                              expectation(given, cure_for(given, *other)))};
}

}  // namespace efs::data
