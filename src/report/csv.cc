#include "report/csv.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "core/csv.h"

namespace efs::report {

CsvWriter::CsvWriter(const std::vector<std::string>& header) : columns_(header.size()) {
  for (const std::string& name : header) add(name);
  end_line();
}

CsvWriter& CsvWriter::add(std::string_view text) {
  if (fields_++ > 0) text_ += ',';
  text_ += csv_field(text);
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
