// Comma-separated values as RFC 4180 writes them.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efs {

/// Quoted only where it must be (comma, quote, line break).
std::string csv_field(std::string_view text);

/// Takes the first record from the front of `text` (an empty line: one empty field) and moves
/// `line`, the file's line number, on. UsageError with `name` and the line: a quote that is not
/// closed, or text behind a closing one.
std::vector<std::string> take_csv_record(std::string_view& text, int& line, const std::string& name,
                                         char separator = ',');

/// A table with a header.
struct CsvTable {
  struct Row {
    int line = 0;  // of the file, 1-based
    std::vector<std::string> fields;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

/// UsageError with `name` and the line: no header, a column twice, a row of another length, a quote
/// that is not closed. Empty lines are skipped; lines may end with CR LF.
CsvTable parse_csv(std::string_view text, const std::string& name);

/// Builds a table line by line ("\n" ends a line). Unknown and non-finite values are empty fields.
class CsvWriter {
 public:
  explicit CsvWriter(const std::vector<std::string>& header);

  /// As it is, for what another program reads back, such as a file's name.
  CsvWriter& add_exact(std::string_view text);
  /// Text of a study; escapes what a spreadsheet would run or a terminal act on.
  CsvWriter& add(std::string_view text);
  CsvWriter& add(const char* text) { return add(std::string_view(text)); }
  /// Shortest decimal that reads back to the same double.
  CsvWriter& add(double value);
  template <std::integral T>
  CsvWriter& add(T value) {
    return add_exact(fmt::format("{}", value));
  }
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

}  // namespace efs
