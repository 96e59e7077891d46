// The lines of a network's file, in their parts. Private to graph.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::graph {

inline constexpr std::string_view kGraphFormat = "efsgraph";
inline constexpr int kGraphFormatVersion = 1;

/// "NAME OP(ATTRIBUTES) <- [INPUTS] -> [SHAPE] of PARAMETERS", in its parts.
struct LayerText {
  std::size_t line = 0;  // from 1
  std::string name, op, attributes;
  std::vector<std::string> inputs;
  std::string shape;            // as to_string() writes it; empty: not given
  std::string parameters_name;  // empty: its own
};

/// The lines of a file, in their parts.
struct FileText {
  std::vector<LayerText> layers;
  std::string output;  // empty: not given
  std::size_t output_line = 0;
};

/// UsageError "FILE:LINE: ...": a line is neither a layer nor the output; more than kMostLayers; none.
FileText parse_lines(std::string_view text, const std::string& file);

/// UsageError "FILE:LINE: message".
[[noreturn]] void refuse_line(const std::string& file, std::size_t line,
                              const std::string& message);

}  // namespace efs::graph
