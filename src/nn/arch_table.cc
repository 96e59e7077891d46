#include "nn/arch_table.h"

#include <fmt/format.h>

#include <iterator>

#include "graph/cost.h"
#include "nn/network.h"

namespace efs::nn {

std::vector<ArchRow> arch_table(const ArchTableOptions& options) {
  std::vector<ArchRow> rows;
  for (const Architecture& architecture : architectures()) {
    const graph::Graph network = build_network(
        {.architecture = architecture.name, .head = options.head, .input = square(options.input)});
    const graph::Cost cost = graph::cost(network);
    rows.push_back({architecture, cost.weight_count, cost.macs,
                    static_cast<double>(cost.weight_count) * sizeof(float) / 1e6});
  }
  return rows;
}

std::string format_text(const std::vector<ArchRow>& rows) {
  std::string text =
      fmt::format("{:<20}{:<14}{:>9}{:>11}{:>14}{:>12}{:>10}  {}\n", "architecture", "family",
                  "features", "min input", "parameters M", "MACs M", "size MB", "paper");
  for (const ArchRow& row : rows) {
    fmt::format_to(std::back_inserter(text),
                   "{:<20}{:<14}{:>9}{:>11}{:>14.2f}{:>12.1f}{:>10.1f}  {}\n", row.name, row.family,
                   row.feature_dim, row.min_input, static_cast<double>(row.weight_count) / 1e6,
                   static_cast<double>(row.macs) / 1e6, row.size_mb, row.paper);
  }
  return text;
}

Json to_json(const std::vector<ArchRow>& rows) {
  Json list = Json::array();
  for (const ArchRow& row : rows) {
    list.push_back({{"name", row.name},
                    {"family", row.family},
                    {"feature_dim", row.feature_dim},
                    {"min_input", row.min_input},
                    {"parameters", row.weight_count},
                    {"macs", row.macs},
                    {"size_mb", row.size_mb},
                    {"paper", row.paper}});
  }
  return list;
}

}  // namespace efs::nn
