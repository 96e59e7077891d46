#include "detect/assignment.h"

#include <algorithm>
#include <limits>

namespace efs::detect {

/// Shortest alternating path from a new row: to a free column, or to a row that gives its own up.
struct Assignment::Path {
  explicit Path(std::size_t columns)
      : distance(columns, std::numeric_limits<double>::infinity()),
        from_row(columns, 0),
        is_final(columns, false) {}

  std::optional<std::size_t> nearest_open() const {
    std::optional<std::size_t> nearest;
    for (std::size_t c = 0; c < distance.size(); ++c) {
      if (!is_final[c] && (!nearest || distance[c] < distance[*nearest])) nearest = c;
    }
    return nearest;
  }

  std::vector<double> distance;       // [columns]
  std::vector<std::size_t> from_row;  // [columns]
  std::vector<bool> is_final;         // [columns]: the distance is the shortest
  double length = std::numeric_limits<double>::infinity();
  std::size_t giving_up = 0;               // the row, unless
  std::optional<std::size_t> free_column;  // the path ends here
};

Assignment::Assignment(std::size_t columns) : column_potential_(columns, 0.0), row_of_(columns) {}

double Assignment::reduced_cost(std::size_t row, std::size_t column) const {
  return -weights_[row][column] - row_potential_[row] - column_potential_[column];
}

void Assignment::add_row(std::vector<double> weights) {
  const std::size_t row = weights_.size();
  double potential = 0.0;
  for (std::size_t c = 0; c < columns(); ++c) {
    potential = std::min(potential, -weights[c] - column_potential_[c]);
  }
  weights_.push_back(std::move(weights));
  row_potential_.push_back(potential);
  column_of_.emplace_back();
  const Path path = shortest_path(row);
  update_potentials(row, path);
  flip(path);
}

Assignment::Path Assignment::shortest_path(std::size_t row) const {
  Path path(columns());
  double so_far = 0.0;
  while (true) {
    const double giving_up = so_far - row_potential_[row];
    if (giving_up < path.length) {
      path.length = giving_up;
      path.giving_up = row;
    }
    for (std::size_t c = 0; c < columns(); ++c) {
      const double distance = so_far + reduced_cost(row, c);
      if (path.is_final[c] || distance >= path.distance[c]) continue;
      path.distance[c] = distance;
      path.from_row[c] = row;
    }
    const auto nearest = path.nearest_open();
    if (!nearest || path.length <= path.distance[*nearest]) return path;
    path.is_final[*nearest] = true;
    so_far = path.distance[*nearest];
    if (!row_of_[*nearest]) {
      path.length = so_far;
      path.free_column = nearest;
      return path;
    }
    row = *row_of_[*nearest];
  }
}

void Assignment::update_potentials(std::size_t row, const Path& path) {
  row_potential_[row] += path.length;
  for (std::size_t c = 0; c < columns(); ++c) {
    if (!path.is_final[c] || !row_of_[c]) continue;
    const double change = path.length - path.distance[c];
    row_potential_[*row_of_[c]] += change;
    column_potential_[c] -= change;
  }
}

void Assignment::flip(const Path& path) {
  std::optional<std::size_t> column = path.free_column;
  if (!column) {
    column = column_of_[path.giving_up];
    column_of_[path.giving_up].reset();
  }
  while (column) {  // until the new row takes one, which had none to hand on
    const std::size_t taker = path.from_row[*column];
    row_of_[*column] = taker;
    std::swap(column_of_[taker], column);
  }
}

}  // namespace efs::detect
