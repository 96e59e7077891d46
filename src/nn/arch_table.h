// The catalogue with its costs, as `efs archs` shows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/text/json.h"
#include "nn/catalogue.h"

namespace efs::nn {

struct ArchRow : Architecture {
  std::int64_t weight_count = 0;  // trainable, with the head
  std::int64_t macs = 0;          // batch 1, with the head
  double size_mb = 0.0;           // float32 weights, 10^6 bytes
};

struct ArchTableOptions {
  std::string head = "none";
  int input = 224;  // square, pixels; UsageError where an architecture needs more
};

/// One row an architecture, in the catalogue's order.
std::vector<ArchRow> arch_table(const ArchTableOptions& options);

/// Aligned columns under a heading, for a terminal.
std::string format_text(const std::vector<ArchRow>& rows);
/// A list of objects.
Json to_json(const std::vector<ArchRow>& rows);

}  // namespace efs::nn
