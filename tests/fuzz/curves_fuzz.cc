// The readers of tables and of recorded curves on any bytes: a result or an Error. What was read as
// a table is written and read again.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/text/csv.h"
#include "search/simulation/curves.h"

namespace {

std::string line_of(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += (i == 0 ? "" : ",") + efs::csv_field(fields[i]);
  }
  return line + "\n";
}

void read_again(const efs::CsvTable& table) {
  std::string text = line_of(table.columns);
  for (const auto& row : table.rows) text += line_of(row.fields);
  const efs::CsvTable again = efs::parse_csv(text, "again");
  if (again.columns != table.columns || again.rows.size() != table.rows.size()) std::abort();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (again.rows[i].fields != table.rows[i].fields) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    read_again(efs::parse_csv(text, "table"));
    const efs::search::RecordedCurves curves = efs::search::parse_curves(text, "curves");
    for (const efs::search::RecordedCurve& curve : curves.curves) {
      if (curve.epochs.size() != static_cast<std::size_t>(curves.epochs)) std::abort();
      for (const auto& [target, latency] : curve.cost.latencies) {
        if (!std::isfinite(latency.median_ms)) std::abort();
      }
    }
  } catch (const efs::UsageError&) {
  }
  return 0;
}
