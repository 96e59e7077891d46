// The rows of a table whose fields stand between commas, semicolons or tabs. Inside data/ only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::data {

/// Takes the rows from the front of a text, one by one.
class CsvRows {
 public:
  /// The separator is the one of ',', ';' and tab that the first line has most of.
  CsvRows(std::string_view text, const std::string& file_name);

  /// Moves to the next row that is not blank; false at the end.
  bool next();
  /// Without white space and quotes around them (either kind).
  const std::vector<std::string>& fields() const { return fields_; }
  int line() const { return row_line_; }
  /// The field as a number; a comma is its point where fields are separated otherwise.
  std::string number_text(const std::string& field) const;
  /// Error "FILE:LINE: rule (found 'ROW'); cure".
  [[noreturn]] void refuse(std::string_view rule, std::string_view cure) const;

 private:
  std::string_view rest_;
  std::string file_name_;
  char separator_ = ',';
  int line_ = 1;
  std::vector<std::string> fields_;
  std::string_view row_text_;
  int row_line_ = 0;
};

/// Of a text's first line.
char csv_separator(std::string_view first_line);

}  // namespace efs::data
