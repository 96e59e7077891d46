// Columns that may be NULL, bound for reading or writing; rows to be added.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "study/sql/soci.h"

namespace efs::study::rows {

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

/// Adds a row. `into`: "note (name, value)". Values are plain ones, or have a `value` and a `state`
/// as Column has.
template <typename... Values>
void insert(soci::session& sql, const std::string& into, Values&&... values) {
  std::string places;
  for (std::size_t i = 0; i < sizeof...(Values); ++i) places += fmt::format(":v{}, ", i);
  places.resize(places.size() - 2);
  static const std::string unnamed;  // SOCI keeps a reference to it
  const auto bound = [](auto& value) {
    if constexpr (requires { value.state; }) {
      return soci::use(value.value, value.state, unnamed);
    } else {
      return soci::use(value, unnamed);
    }
  };
  soci::details::once_temp_type statement =
      sql << fmt::format("INSERT INTO {} VALUES ({})", into, places);
  ((statement, bound(values)), ...);
}  // which runs the statement

}  // namespace efs::study::rows
