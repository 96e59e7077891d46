// A network as a file that people read and write (docs/own-networks.md).
#pragma once

#include <string>
#include <string_view>

#include "graph/graph.h"

namespace efs::graph {

/// Most layers of a network that is read.
inline constexpr std::size_t kMostLayers = 20'000;

/// describe() with a first line "efsgraph 1", the names of inputs instead of their numbers, and how
/// fresh weights are drawn: read_graph() gives an equal Graph.
std::string graph_text(const Graph& graph);

/// What graph_text() or describe() wrote, edited: blank lines and "# comments" are left out, shapes
/// may be missing. UsageError "FILE:LINE: ..." for what is no network: an unknown operator or
/// attribute, a layer that stands above what it reads, a name that is taken, a shape that is not
/// what the operator gives, several outputs, more than kMostLayers. `file` stands for the text in
/// messages.
Graph read_graph(std::string_view text, const std::string& file);

}  // namespace efs::graph
