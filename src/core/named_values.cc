#include "core/named_values.h"

#include <algorithm>
#include <limits>

namespace efs {
namespace {

/// The entry of this name, or where it belongs.
template <typename Entries>
auto place(Entries& entries, std::string_view name) {
  return std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const auto& entry, std::string_view key) { return entry.first < key; });
}

}  // namespace

NamedValues::NamedValues(std::initializer_list<Entry> entries) {
  for (const auto& [name, value] : entries) set(name, value);
}

std::optional<double> NamedValues::find(std::string_view name) const {
  const auto at = place(entries_, name);
  if (at == entries_.end() || at->first != name) return std::nullopt;
  return at->second;
}

double NamedValues::value(std::string_view name) const {
  return find(name).value_or(std::numeric_limits<double>::quiet_NaN());
}

void NamedValues::set(std::string_view name, double value) {
  const auto at = place(entries_, name);
  if (at != entries_.end() && at->first == name) {
    at->second = value;
  } else {
    entries_.emplace(at, name, value);
  }
}

void NamedValues::set(std::string_view name, std::optional<double> value) {
  if (value) set(name, *value);
}

void NamedValues::erase(std::string_view name) {
  const auto at = place(entries_, name);
  if (at != entries_.end() && at->first == name) entries_.erase(at);
}

}  // namespace efs
