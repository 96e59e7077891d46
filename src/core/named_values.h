// A few numbers by name, as an epoch has them: sorted, in one block of memory.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace efs {

class NamedValues {
 public:
  using Entry = std::pair<std::string, double>;

  NamedValues() = default;
  NamedValues(std::initializer_list<Entry> entries);

  std::optional<double> find(std::string_view name) const;
  /// NaN where there is no such name.
  double value(std::string_view name) const;
  /// Adds or replaces.
  void set(std::string_view name, double value);
  /// Does nothing where `value` is nothing.
  void set(std::string_view name, std::optional<double> value);
  /// Does nothing where there is no such name.
  void erase(std::string_view name);

  /// Entries, by name.
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
};

}  // namespace efs
