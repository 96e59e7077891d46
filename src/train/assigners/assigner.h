// Which cell of a dense head learns to find which face: the table of methods, one file each.
// torch-free.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/box.h"

namespace efs::train {

/// One place that a dense head answers for; pixels of the network's input.
struct Cell {
  double x = 0.0;  // its middle
  double y = 0.0;
  double stride = 0.0;
};

/// Whether the middle of the cell lies in the box; pixels of the network's input.
inline bool is_in(const Cell& cell, const detect::Box& box) {
  return cell.x > box.xmin && cell.x < box.xmax && cell.y > box.ymin && cell.y < box.ymax;
}

/// What a head says in one cell.
struct CellAnswer {
  detect::Box box;     // pixels of the network's input
  double logit = 0.0;  // of its score
};

inline constexpr int kNoFace = -1;

/// By cell.
struct Assignment {
  std::vector<int> face;        // its index, or kNoFace
  std::vector<double> quality;  // what the score learns: 0..1; 0 without a face

  explicit Assignment(std::size_t cells) : face(cells, kNoFace), quality(cells, 0.0) {}
};

struct Assigner {
  std::string name;
  std::string is;  // one line for help texts
  /// `answers`: as many as cells. Faces: pixels of the network's input. A face may get no cell where
  /// another one takes all that it could have.
  Assignment (*assign)(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                       std::span<const detect::Box> faces);
};

const std::vector<Assigner>& assigners();
/// UsageError offers the nearest name.
const Assigner& assigner(std::string_view name);

}  // namespace efs::train
