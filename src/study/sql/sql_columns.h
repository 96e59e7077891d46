// Columns of the study's tables that may be NULL.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "study/sql/soci.h"

namespace efs::study::rows {

/// A column that may be NULL, bound for reading or writing.
template <typename T>
struct Column {
  T value{};
  soci::indicator state = soci::i_null;

  Column() = default;
  explicit Column(const std::optional<T>& source)
      : value(source.value_or(T{})), state(source ? soci::i_ok : soci::i_null) {}
  std::optional<T> get() const {
    if (state == soci::i_null) return std::nullopt;
    return value;
  }
};

/// NULL stands for NaN, which SQLite cannot store.
struct Real : Column<double> {
  Real() = default;
  explicit Real(double source) {
    value = source;
    state = std::isnan(source) ? soci::i_null : soci::i_ok;
  }
  double get() const {
    return state == soci::i_null ? std::numeric_limits<double>::quiet_NaN() : value;
  }
};

template <typename T>
auto into(Column<T>& column) {
  return soci::into(column.value, column.state);
}
template <typename T>
auto use(Column<T>& column, const std::string& name) {  // SOCI keeps a reference to the name
  return soci::use(column.value, column.state, name);
}

}  // namespace efs::study::rows
