#include "core/text/csv.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"

namespace efs {

namespace {

/// As a spreadsheet and a terminal may read it: a name that begins as a formula gets an apostrophe
/// in front, as spreadsheets write text; control characters and bytes that are no UTF-8 are
/// escaped.
std::string harmless(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos;
  return (formula && !parse_number<double>(text) ? "'" : "") + printable_lines(text);
}

}  // namespace

std::vector<std::string> take_csv_record(std::string_view& text, int& line, const std::string& name,
                                         char separator) {
  const int first_line = line;
  std::vector<std::string> fields{""};
  bool quoted = false;
  bool closed = false;  // a quoted field, up to the next comma
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        fields.back() += text[++i];
      } else {
        quoted = false;
        closed = true;
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      fields.emplace_back();
      closed = false;
    } else if (c == '\n') {
      break;
    } else if (c == '\r' && (i + 1 == text.size() || text[i + 1] == '\n')) {
      continue;
    } else if (closed && c != ' ' && c != '\t') {
      fail_usage("{}:{}: text behind a closing quote; a quote in a field is doubled", name, line);
    } else {
      fields.back() += c;
    }
  }
  if (quoted) fail_usage("{}:{}: a quote is opened and not closed", name, first_line);
  text.remove_prefix(std::min(text.size(), i + 1));
  return fields;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
  CsvTable table;
  int line = 1;
  while (!text.empty()) {
    const int at = line;
    std::vector<std::string> fields = take_csv_record(text, line, name);
    if (fields == std::vector<std::string>{""}) continue;
    if (table.columns.empty()) {
      table.columns = std::move(fields);
      continue;
    }
    if (fields.size() != table.columns.size()) {
      fail_usage("{}:{}: {} fields, but the header has {}", name, at, fields.size(),
                 table.columns.size());
    }
    table.rows.push_back({at, std::move(fields)});
  }
  if (table.columns.empty()) fail_usage("{}: it is empty; its first line names the columns", name);
  std::set<std::string_view> columns;
  for (const std::string& column : table.columns) {
    if (!columns.insert(column).second) {
      fail_usage("{}:1: the column {} is there twice", name, column);
    }
  }
  return table;
}

CsvWriter::CsvWriter(const std::vector<std::string>& header) : columns_(header.size()) {
  for (const std::string& name : header) add(name);
  end_line();
}

CsvWriter& CsvWriter::add_exact(std::string_view text) {
  if (fields_++ > 0) text_ += ',';
  text_ += csv_field(text);
  return *this;
}

CsvWriter& CsvWriter::add(std::string_view text) { return add_exact(harmless(text)); }

CsvWriter& CsvWriter::add(double value) {
  return add_exact(std::isfinite(value) ? fmt::format("{}", value) : std::string());
}

void CsvWriter::end_line() {
  if (fields_ != columns_) {
    throw std::logic_error(
        fmt::format("a CSV line has {} fields, its header {}", fields_, columns_));
  }
  text_ += '\n';
  fields_ = 0;
}

}  // namespace efs
