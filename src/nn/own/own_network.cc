#include "nn/own/own_network.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "core/config/config.h"
#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/text_parts.h"
#include "graph/text/graph_file.h"
#include "nn/own/block_network.h"
#include "nn/own/block_space.h"
#include "nn/own/found_taps.h"

namespace efs::nn {
namespace {

constexpr std::size_t kLongestName = 64;

/// The first line that says something.
std::string_view first_line(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto line = trimmed(text.substr(begin, end - begin), " \t\r");
    if (!line.empty() && !line.starts_with('#')) return line;
    begin = end + 1;
  }
  return {};
}

bool is_graph(std::string_view text) {
  const std::string_view line = first_line(text);
  return line.starts_with("efsgraph") || line.find("<-") != std::string_view::npos;
}

void check_name(const std::string& name, const std::string& file) {
  constexpr std::string_view kFits =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (name.empty() || name.size() > kLongestName ||
      name.find_first_not_of(kFits) != std::string::npos) {
    fail_usage("{}: '{}' is no name for a network; take up to {} letters, digits, '.', '_' and '-'",
               file, printable(name), kLongestName);
  }
}

/// The layers of `graph` behind the builder's input.
Features add_graph(graph::Builder& builder, const graph::Graph& graph, const std::string& name) {
  try {
    for (std::size_t i = 1; i < graph.nodes().size(); ++i) {
      const graph::Node& node = graph.nodes()[i];
      const auto id = builder.add(node.name, node.op, node.inputs);
      if (!node.parameters_name.empty()) builder.name_parameters(id, node.parameters_name);
    }
  } catch (const Error& error) {
    const graph::Shape& input = builder.shape(builder.input());
    fail_usage("the network '{}' takes no input {}x{}: {}", name, input[2], input[1], error.what());
  }
  return found_taps(builder, graph.output_id());
}

/// UsageError unless heads fit behind it.
void check_backbone(const graph::Graph& graph, const std::string& file) {
  const graph::Shape& output = graph.output().shape;
  if (graph.input().shape[0] != 3) {
    fail_usage("{}: the input has {} channels; photographs have 3", file, graph.input().shape[0]);
  }
  if (output.size() != 3) {
    fail_usage(
        "{}: the output '{}' is {}, not a map [C,H,W]; end the network where its head would begin, "
        "for efs puts its own behind it",
        file, graph.output().name, graph::to_string(output));
  }
  for (const graph::Node& node : graph.nodes()) {
    for (const std::string_view prefix : {"head.", "neck."}) {
      if (!node.name.starts_with(prefix) && !node.prefix().starts_with(prefix)) continue;
      fail_usage("{}: '{}': names that begin with '{}' are those of the layers that efs adds", file,
                 node.name, prefix);
    }
  }
}

OwnNetwork read_graph_network(const std::string& text, const std::string& file,
                              const std::string& name) {
  const auto graph = std::make_shared<const graph::Graph>(graph::read_graph(text, file));
  check_backbone(*graph, file);
  Architecture row{.name = name, .feature_dim = static_cast<int>(graph->output().shape[0])};
  row.build = [graph, name](graph::Builder& builder, double) {
    return add_graph(builder, *graph, name);
  };
  const auto& input = graph->input().shape;
  graph::Builder as_written(3, static_cast<int>(input[1]), static_cast<int>(input[2]));
  if (row.build(as_written, 1.0).empty()) {
    fail_usage("{}: no map at stride 4 or more, which a detector reads", file);
  }
  return {graph::graph_text(*graph), std::move(row)};
}

OwnNetwork read_network_of_blocks(const std::string& text, const std::string& file,
                                  const std::string& name) {
  const Config config = Config::parse(text, file);
  const auto network = std::make_shared<const BlockNetwork>(read_block_network(config, name));
  config.finish();
  return {to_yaml(*network), architecture_of(network)};
}

}  // namespace

std::string suffix_of(const OwnNetwork& network) {
  return is_graph(network.text) ? ".efsgraph" : ".yaml";
}

OwnNetwork read_own_network(const std::string& text, const std::string& file,
                            const std::string& name) {
  const std::string usual = name.empty() ? std::filesystem::path(file).stem().string() : name;
  OwnNetwork network = is_graph(text) ? read_graph_network(text, file, usual)
                                      : read_network_of_blocks(text, file, usual);
  if (!name.empty()) network.architecture.name = name;
  network.architecture.family = kOwnFamily;
  check_name(network.architecture.name, file);
  return network;
}

}  // namespace efs::nn
