#include "graph/text/graph_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/spelling.h"
#include "graph/builder.h"
#include "graph/text/layer_lines.h"
#include "graph/text/op_text.h"

namespace efs::graph {
namespace {

constexpr std::int64_t kLargestExtent = 65'536;
constexpr std::int64_t kMostParameters = 1'000'000'000;

/// Builds what the lines say.
class FileBuilder {
 public:
  FileBuilder(const FileText& text, std::string file)
      : text_(text), file_(std::move(file)), builder_(input_of(text)) {
    for (std::size_t i = 0; i < text_.layers.size(); ++i) {
      const auto& layer = text_.layers[i];
      const auto [first, is_new] = places_.try_emplace(layer.name, i);
      if (!is_new) {
        refuse_line(file_, layer.line,
                    fmt::format("the name '{}' is taken in line {}", printable(layer.name),
                                line_of(first->second)));
      }
    }
  }

  Graph build() {
    check(0);
    for (std::size_t i = 1; i < text_.layers.size(); ++i) {
      try {
        add(i);
      } catch (const Error& error) {
        refuse_line(file_, line_of(i), error.what());
      }
    }
    const NodeId output = output_id();
    require_one_end(output);
    try {
      Graph graph = builder_.finish(output);
      require_few_parameters(graph);
      return graph;
    } catch (const Error& error) {  // layers that share parameters of different shapes
      fail_usage("{}: {}", file_, error.what());
    }
  }

 private:
  Builder input_of(const FileText& text) const {
    const LayerText& first = text.layers.front();
    try {
      const Op op = read_op(first.op, first.attributes);
      const auto* input = std::get_if<Input>(&op);
      if (input == nullptr || first.name != "input" || !first.inputs.empty()) {
        fail_usage("a network starts with its input: input Input(3x224x224) <- []");
      }
      return {input->channels, input->height, input->width};
    } catch (const Error& error) {
      refuse_line(file_, first.line, error.what());
    }
  }

  static void require_few_parameters(const Graph& graph) {
    double count = 0.0;
    for (const Parameter& parameter : parameters(graph)) {
      double elements = 1.0;
      for (const std::int64_t extent : parameter.shape) elements *= static_cast<double>(extent);
      count += elements;
    }
    if (count > kMostParameters) fail("{:.2g} parameters are far too many", count);
  }

  std::size_t line_of(std::size_t place) const { return text_.layers[place].line; }

  void add(std::size_t place) {
    const LayerText& layer = text_.layers[place];
    const Op op = read_op(layer.op, layer.attributes);
    if (is<Input>(op)) fail_usage("a network has one input, and '{}' is another", layer.name);
    std::vector<NodeId> inputs;
    for (const std::string& name : layer.inputs) inputs.push_back(input_id(place, name));
    builder_.add(layer.name, op, inputs);
    if (!layer.parameters_name.empty()) {
      builder_.name_parameters(static_cast<NodeId>(place), layer.parameters_name);
    }
    check(place);
  }

  /// A name, or the number that describe() prints.
  NodeId input_id(std::size_t reader, const std::string& name) const {
    std::size_t place = 0;
    if (const auto found = places_.find(name); found != places_.end()) {
      place = found->second;
    } else if (const auto number = parse_number<std::size_t>(name);
               number && *number < text_.layers.size()) {
      place = *number;
    } else {
      throw UsageError(no_layer(name));
    }
    if (place >= reader) {
      fail_usage(
          "it reads '{}' of line {}, which does not stand above it: a layer stands below all that "
          "it reads, so that a network has no cycles",
          name, line_of(place));
    }
    return static_cast<NodeId>(place);
  }

  std::string no_layer(const std::string& name) const {
    std::vector<std::string> names;
    for (const LayerText& layer : text_.layers) names.push_back(layer.name);
    const auto near = nearest_name(name, names);
    return fmt::format("no layer is named '{}'{}", printable(name),
                       near ? fmt::format("; did you mean '{}'?", *near) : "");
  }

  /// The shape that the line says, and whether a machine can hold it.
  void check(std::size_t place) const {
    const LayerText& layer = text_.layers[place];
    const Shape& extents = builder_.shape(static_cast<NodeId>(place));
    const std::string shape = to_string(extents);
    if (std::ranges::max(extents) > kLargestExtent) {
      refuse_line(file_, layer.line,
                  fmt::format("'{}' gives {}, which is far too large", layer.name, shape));
    }
    if (layer.shape.empty() || layer.shape == shape) return;
    refuse_line(file_, layer.line,
                fmt::format("'{}' gives {}, not {}; mend it, or leave '-> [...]' out of all lines",
                            layer.name, shape, printable(layer.shape)));
  }

  NodeId output_id() const {
    if (text_.output.empty()) return builder_.next() - 1;
    const auto found = places_.find(text_.output);
    if (found != places_.end()) return static_cast<NodeId>(found->second);
    refuse_line(file_, text_.output_line, no_layer(text_.output));
  }

  /// Each layer leads to the output.
  void require_one_end(NodeId output) const {
    std::vector<bool> read(text_.layers.size(), false);
    for (NodeId id = 0; id < builder_.next(); ++id) {
      for (const NodeId input : builder_.node(id).inputs)
        read[static_cast<std::size_t>(input)] = true;
    }
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (read[i] == (static_cast<NodeId>(i) != output)) continue;
      const auto& end = builder_.node(output).name;
      refuse_line(
          file_, line_of(i),
          read[i] ? fmt::format("'{}' is the output, and a layer reads it", end)
                  : fmt::format("no layer reads '{}', and the output is '{}': a network has one "
                                "output; take the layer out, or connect it",
                                text_.layers[i].name, end));
    }
  }

  const FileText& text_;
  std::string file_;
  Builder builder_;
  std::map<std::string, std::size_t> places_;  // of the layers, by their names
};

}  // namespace

std::string graph_text(const Graph& graph) {
  std::string text = fmt::format("{} {}\n", kGraphFormat, kGraphFormatVersion);
  for (const Node& node : graph.nodes()) {
    std::vector<std::string> inputs;
    for (const NodeId id : node.inputs) inputs.push_back(graph.node(id).name);
    text += fmt::format("{} {}({}) <- [{}] -> {}{}\n", node.name, op_name(node.op),
                        whole_attributes(node.op), fmt::join(inputs, ", "), to_string(node.shape),
                        node.parameters_name.empty() ? "" : " of " + node.parameters_name);
  }
  return text + fmt::format("output {}\n", graph.output().name);
}

Graph read_graph(std::string_view text, const std::string& file) {
  return FileBuilder(parse_lines(text, file), file).build();
}

}  // namespace efs::graph
