// Assignment of highest total weight, one row after another.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace efs::detect {

/// Rows are assigned to columns one to one, or stay without one, so that the sum of the weights is
/// highest. The assignment is the best of the rows added so far, after each of them: the Hungarian
/// method as successive shortest paths (Jonker and Volgenant 1987), a path a row, of
/// O(columns * assigned columns) steps at most.
class Assignment {
 public:
  explicit Assignment(std::size_t columns);

  /// `weights`: [columns], at least 0. A weight of 0 is never assigned.
  void add_row(std::vector<double> weights);

  std::size_t columns() const { return row_of_.size(); }
  std::optional<std::size_t> row_of(std::size_t column) const { return row_of_[column]; }
  double weight(std::size_t row, std::size_t column) const { return weights_[row][column]; }

 private:
  struct Path;

  double reduced_cost(std::size_t row, std::size_t column) const;
  Path shortest_path(std::size_t row) const;
  void update_potentials(std::size_t row, const Path& path);
  void flip(const Path& path);

  std::vector<std::vector<double>> weights_;  // [rows][columns]
  // No reduced cost is below 0, nor the cost of leaving a row without a column (-row_potential).
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<std::optional<std::size_t>> row_of_;     // [columns]
  std::vector<std::optional<std::size_t>> column_of_;  // [rows]
};

}  // namespace efs::detect
