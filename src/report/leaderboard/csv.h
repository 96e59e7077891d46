// Comma-separated values as RFC 4180 defines them, with numbers that read back equal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efs::report {

/// Builds a table line by line ("\n" ends a line). Unknown and non-finite values are empty fields.
class CsvWriter {
 public:
  explicit CsvWriter(const std::vector<std::string>& header);

  /// Text of a study, cleaned of what a spreadsheet would run or a terminal act on.
  CsvWriter& add(std::string_view text);
  CsvWriter& add(const char* text) { return add(std::string_view(text)); }
  /// Shortest decimal that reads back to the same double.
  CsvWriter& add(double value);
  CsvWriter& add(std::int64_t value);
  CsvWriter& add(int value) { return add(static_cast<std::int64_t>(value)); }
  template <typename T>
  CsvWriter& add(const std::optional<T>& value) {
    return value ? add(*value) : add(std::string_view());
  }
  /// std::logic_error if the line does not have as many fields as the header.
  void end_line();

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t columns_;
  std::size_t fields_ = 0;
};

}  // namespace efs::report
