#include "data/labels/csv_rows.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/csv.h"
#include "core/text/text_parts.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

std::string bare(std::string_view field) {
  field = trimmed(field);
  const bool quoted = field.size() > 1 && field.front() == field.back() &&
                      (field.front() == '"' || field.front() == '\'');
  return std::string(trimmed(quoted ? field.substr(1, field.size() - 2) : field));
}

}  // namespace

char csv_separator(std::string_view first_line) {
  constexpr std::string_view kSeparators = ",;\t";
  return *std::ranges::max_element(kSeparators, {},
                                   [&](char c) { return std::ranges::count(first_line, c); });
}

CsvRows::CsvRows(std::string_view text, const std::string& file_name)
    : rest_(without_byte_order_mark(text)), file_name_(file_name) {
  TextLines lines(text, file_name);
  if (lines.next()) separator_ = csv_separator(lines.line());
}

bool CsvRows::next() {
  while (!rest_.empty()) {
    row_line_ = line_;
    const std::string_view before = rest_;
    fields_ = take_csv_record(rest_, line_, file_name_, separator_);
    row_text_ = efs::trimmed(before.substr(0, before.size() - rest_.size()), " \t\r\v\f\n");
    if (row_text_.empty()) continue;
    std::ranges::transform(fields_, fields_.begin(), bare);
    return true;
  }
  return false;
}

std::string CsvRows::number_text(const std::string& field) const {
  std::string text = field;
  if (separator_ != ',' && std::ranges::count(text, ',') == 1 &&
      text.find('.') == std::string::npos) {
    std::ranges::replace(text, ',', '.');
  }
  return text;
}

void CsvRows::refuse(std::string_view rule, std::string_view cure) const {
  fail("{}:{}: {} (found '{}'); {}", file_name_, row_line_, rule, excerpt(row_text_), cure);
}

}  // namespace efs::data
