#include "nn/halving.h"

#include <fmt/ranges.h>

#include "core/error.h"
#include "nn/levels.h"

namespace efs::nn {

namespace {

using graph::Builder;

constexpr std::size_t kHeight = 1;  // in shapes [C,H,W]
constexpr std::size_t kWidth = 2;

/// The first map whose successor has not half its extent; the last one: there is none.
std::size_t first_unfit(const Builder& builder, const Features& maps, std::size_t axis) {
  std::size_t i = 0;
  while (i + 1 < maps.size() &&
         builder.shape(maps[i].node)[axis] == 2 * builder.shape(maps[i + 1].node)[axis]) {
    ++i;
  }
  return i;
}

bool halve(const Builder& builder, const Features& maps, std::size_t axis) {
  return first_unfit(builder, maps, axis) + 1 == maps.size();
}

bool fits(const NetworkOptions& options, int side) {
  const Architecture row = backbone_of(options);
  if (side < row.min_input) return false;
  Builder builder(3, side, side);
  return halve(builder, maps_to_read(options, row.build(builder, options.width)), kHeight);
}

/// The nearest sides that fit, one below and one above, as far as they are near: multiples of the
/// deepest stride, which backbones with padding take, or else any.
std::vector<int> fitting_sides(const NetworkOptions& options, int side, int stride) {
  std::vector<int> sides;
  const int below = side / stride * stride;
  for (const int multiple : {below, below + stride}) {
    if (fits(options, multiple)) sides.push_back(multiple);
  }
  if (!sides.empty()) return sides;
  for (const int step : {-1, 1}) {
    for (int i = 1; i <= 2 * stride; ++i) {
      if (!fits(options, side + step * i)) continue;
      sides.push_back(side + step * i);
      break;
    }
  }
  return sides;
}

/// "take a height of 96 or 128 pixels, "; empty where nothing near fits.
std::string cure(const NetworkOptions& options, const char* what, int side, int stride) {
  const std::vector<int> sides = fitting_sides(options, side, stride);
  return sides.empty() ? "" : fmt::format("take {} of {} pixels, ", what, fmt::join(sides, " or "));
}

}  // namespace

void require_halving(const NetworkOptions& options, const Builder& builder, const Features& maps) {
  const bool rows = halve(builder, maps, kHeight);
  const bool columns = halve(builder, maps, kWidth);
  if (rows && columns) return;
  const std::size_t i = first_unfit(builder, maps, rows ? kWidth : kHeight);
  const auto [width, height] = options.input;
  const int stride = maps.back().stride;
  std::string cures;
  if (width == height) {
    cures = cure(options, "an input", width, stride);
  } else {
    if (!columns) cures += cure(options, "a width", width, stride);
    if (!rows) cures += cure(options, "a height", height, stride);
  }
  fail_usage(
      "neck '{}' needs maps of which each has half the extent of the one before; at input {}, {} "
      "has {} at stride {} and {} behind it; {}another tap, or the neck 'none'",
      options.neck, to_string(options.input), options.architecture,
      graph::to_string(builder.shape(maps[i].node)), maps[i].stride,
      graph::to_string(builder.shape(maps[i + 1].node)),
      cures.empty() ? "no input near it fits; take " : cures);
}

}  // namespace efs::nn
