#include "graph/text/layer_lines.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"
#include "graph/text/graph_file.h"

namespace efs::graph {
namespace {

/// Reads one line from the left.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(trimmed(text)) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    advance(word.size());
    return true;
  }
  /// Up to a blank or one of `ends`.
  std::string word(std::string_view ends = "") {
    std::string stops = " \t";
    stops += ends;
    const std::size_t length = std::min(rest_.find_first_of(stops), rest_.size());
    std::string result(rest_.substr(0, length));
    advance(length);
    return result;
  }
  /// What stands between two brackets, of which the first is next.
  std::string between(char open, char close) {
    if (!take(std::string_view(&open, 1))) fail_usage("'{}' is missing{}", open, place());
    const std::size_t length = rest_.find(close);
    if (length == std::string_view::npos) fail_usage("'{}' is missing{}", close, place());
    std::string result(rest_.substr(0, length));
    advance(length + 1);
    return result;
  }
  bool is_next(char c) const { return rest_.starts_with(c); }
  /// " in front of 'REST'"
  std::string place() const {
    return at_end() ? " at the end" : fmt::format(" in front of '{}'", printable(rest_, 60));
  }

 private:
  void advance(std::size_t length) { rest_ = trimmed(rest_.substr(length)); }

  std::string_view rest_;
};

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> parts;
  if (trimmed(text).empty()) return parts;
  for (const std::string& part : split(text, ',')) parts.emplace_back(trimmed(part));
  return parts;
}

/// Names are those of tensors in files of weights, and of nodes in ONNX files.
void check_name(const std::string& name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return c > ' ' && c <= '~' && std::string_view(",()[]#\"'\\").find(c) == std::string_view::npos;
  });
  if (!plain) {
    fail_usage("'{}' is no name for a layer; take letters, digits, '.', '_' and '-'",
               printable(name));
  }
}

LayerText parse_layer(std::string_view line) {
  LineReader reader(line);
  LayerText layer;
  layer.name = reader.word();
  check_name(layer.name);
  layer.op = reader.word("(");
  if (layer.op.empty()) {
    fail_usage("an operator is missing; a layer is NAME OPERATOR(ATTRIBUTES) <- [INPUTS]");
  }
  if (reader.is_next('(')) layer.attributes = reader.between('(', ')');
  if (!reader.take("<-")) fail_usage("'<- [INPUTS]' is missing{}", reader.place());
  layer.inputs = list_of(reader.between('[', ']'));
  if (reader.take("->")) {
    layer.shape = fmt::format("[{}]", fmt::join(list_of(reader.between('[', ']')), ","));
  }
  if (reader.take("of ")) {
    layer.parameters_name = reader.word();
    check_name(layer.parameters_name);
  }
  if (!reader.at_end()) fail_usage("nothing may stand here{}", reader.place());
  return layer;
}

void check_version(LineReader& reader) {
  const std::string version = reader.word();
  if (parse_number<int>(version) != kGraphFormatVersion) {
    fail_usage("this is {} '{}', and this program reads version {}", kGraphFormat,
               printable(version), kGraphFormatVersion);
  }
}

void parse_line(std::string_view line, std::size_t number, FileText& text) {
  LineReader reader(line);
  const std::string first = reader.word();
  if (first == kGraphFormat && text.layers.empty()) return check_version(reader);
  if (first == "output" && line.find("<-") == std::string_view::npos) {
    if (!text.output.empty()) {
      fail_usage("a network has one output, and line {} says '{}'", text.output_line, text.output);
    }
    text.output = reader.word();
    text.output_line = number;
    return;
  }
  text.layers.push_back(parse_layer(line));
  text.layers.back().line = number;
  if (text.layers.size() > kMostLayers) {
    fail_usage("more than {} layers, which no small device computes", kMostLayers);
  }
}

}  // namespace

void refuse_line(const std::string& file, std::size_t line, const std::string& message) {
  fail_usage("{}:{}: {}", file, line, message);
}

FileText parse_lines(std::string_view text, const std::string& file) {
  FileText result;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    line = trimmed(line.substr(0, line.find('#')), " \t\r");
    if (line.empty()) continue;
    try {
      parse_line(line, number, result);
    } catch (const UsageError& error) {
      refuse_line(file, number, error.what());
    }
  }
  if (result.layers.empty()) {
    fail_usage("{}: it has no layers; 'efs archs --describe resnet18' prints a network", file);
  }
  return result;
}

}  // namespace efs::graph
