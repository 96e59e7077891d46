// Reads back what the report wrote, by RFC 4180 alone.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace efs::report {

using CsvRow = std::map<std::string, std::string>;

/// Fields by the header's names; std::runtime_error on a line of another length.
std::vector<CsvRow> read_csv(const std::string& text);

}  // namespace efs::report
