// Comma-separated values as RFC 4180 writes them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace efs {

/// Quoted only where it must be (comma, quote, line break).
std::string csv_field(std::string_view text);

/// Takes the first record from the front of `text` (an empty line: one empty field) and counts
/// `line`, of the file, on. UsageError with `name` and the line: a quote that is not closed,
/// or text behind one that is.
std::vector<std::string> take_csv_record(std::string_view& text, int& line,
                                         const std::string& name);

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

}  // namespace efs
