#include "report/leaderboard/csv.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "core/text/csv.h"
#include "core/text/outside_text.h"

namespace efs::report {

CsvWriter::CsvWriter(const std::vector<std::string>& header) : columns_(header.size()) {
  for (const std::string& name : header) add(name);
  end_line();
}

namespace {

/// As a spreadsheet and a terminal may read it: a name that begins as a formula gets an apostrophe
/// in front, as spreadsheets write text; control characters and bytes that are no UTF-8 are
/// escaped.
std::string harmless(std::string_view text) {
  double number = 0.0;
  const char* end = text.data() + text.size();
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos;
  const auto parsed = std::from_chars(text.data(), end, number);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == end;
  return (formula && !is_number ? "'" : "") + printable_lines(text);
}

}  // namespace

CsvWriter& CsvWriter::add(std::string_view text) {
  if (fields_++ > 0) text_ += ',';
  text_ += csv_field(harmless(text));
  return *this;
}

CsvWriter& CsvWriter::add(double value) {
  return add(std::isfinite(value) ? std::string_view(fmt::format("{}", value))
                                  : std::string_view());
}

CsvWriter& CsvWriter::add(std::int64_t value) {
  return add(std::string_view(fmt::format("{}", value)));
}

void CsvWriter::end_line() {
  if (fields_ != columns_) {
    throw std::logic_error(
        fmt::format("a CSV line has {} fields, its header {}", fields_, columns_));
  }
  text_ += '\n';
  fields_ = 0;
}

}  // namespace efs::report
