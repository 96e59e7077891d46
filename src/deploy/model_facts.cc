#include "deploy/model_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>
#include <sstream>

#include "core/text/json.h"
#include "core/text/outside_json.h"
#include "core/text/parse_number.h"
#include "detect/decoding.h"
#include "detect/placement.h"

namespace efs::deploy {
namespace {

std::vector<double> numbers(const std::array<double, 3>& values) {
  return {values.begin(), values.end()};
}

/// "124,116,104"; empty: there is no padding.
std::vector<double> colour_of(const std::string& padding) {
  if (padding.empty()) return {0.0, 0.0, 0.0};
  std::vector<double> values;
  std::istringstream words(padding);
  for (std::string word; std::getline(words, word, ',');) {
    values.push_back(parse_number<double>(word).value_or(0.0));
  }
  return values;
}

/// "input_width" -> "InputWidth".
std::string capitalised(const std::string& name) {
  std::string result;
  bool first = true;
  for (const char c : name) {
    if (c != '_') result += first ? static_cast<char>(std::toupper(c)) : c;
    first = c == '_';
  }
  return result;
}

std::string upper(std::string name) {
  for (char& c : name) c = static_cast<char>(std::toupper(c));
  return name;
}

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string quoted(const std::string& text) { return json_text(Json(text)); }

std::string list(const std::vector<double>& values, const char* open, const char* close) {
  return fmt::format("{}{}{}", open, fmt::join(values, ", "), close);
}

std::string python_value(const Fact& fact) {
  return std::visit(Overloaded{[](bool value) { return std::string(value ? "True" : "False"); },
                               [](const std::string& text) { return quoted(text); },
                               [](const std::vector<double>& some) { return list(some, "(", ")"); },
                               [](auto value) { return fmt::format("{}", value); }},
                    fact.value);
}

std::string javascript_value(const Fact& fact) {
  return std::visit(Overloaded{[](const std::string& text) { return quoted(text); },
                               [](const std::vector<double>& some) { return list(some, "[", "]"); },
                               [](auto value) { return fmt::format("{}", value); }},
                    fact.value);
}

std::string cpp_constant(const Fact& fact) {
  const std::string name = "k" + capitalised(fact.name);
  return std::visit(
      Overloaded{[&](bool value) { return fmt::format("bool {} = {}", name, value); },
                 [&](int value) { return fmt::format("int {} = {}", name, value); },
                 [&](double value) { return fmt::format("double {} = {}", name, value); },
                 [&](const std::string& text) {
                   return fmt::format("const char* {} = {}", name, quoted(text));
                 },
                 [&](const std::vector<double>& some) {
                   return fmt::format("double {}[] = {}", name, list(some, "{", "}"));
                 }},
      fact.value);
}

}  // namespace

std::vector<Fact> facts_of(const onnx::ModelInfo& info, const std::string& model_file) {
  const detect::DecodeOptions defaults;
  return {
      {"model_file", "", model_file},
      {"output", "its output", std::string(info.finds_faces() ? "faces" : "box")},
      {"finds_faces", "several faces with scores, or none; false: one box, whatever there is",
       info.finds_faces()},
      {"input_width", "pixels", info.input.width},
      {"input_height", "pixels", info.input.height},
      {"keeps_aspect_ratio", "the rest of the input, right and below, is padding",
       detect::fit_of(info.fit) == detect::Fit::kLetterbox},
      {"padding", "red, green, blue, 0 to 255", colour_of(info.padding)},
      {"mean", "of red, green, blue, 0 to 1", numbers(info.mean)},
      {"standard_deviation", "by which the difference from the mean is divided",
       numbers(info.standard_deviation)},
      {"score_threshold", "lowest score of a face",
       info.score_threshold.value_or(defaults.score_threshold)},
      {"nms_iou", "of faces that overlap more, the one with the higher score stays",
       info.nms_iou.value_or(defaults.nms_iou)},
      {"most_faces", "in a picture", static_cast<int>(defaults.largest_count)},
      {"threads", "of the runtime; a small network gains little from more", 1},
  };
}

std::string as_python(const std::vector<Fact>& facts) {
  std::string text =
      "\"\"\"What the programs must know of the model; written by efs deploy.\"\"\"\n";
  for (const Fact& fact : facts) {
    text += fmt::format("{} = {}{}\n", upper(fact.name), python_value(fact),
                        fact.about.empty() ? "" : "  # " + fact.about);
  }
  return text;
}

std::string as_cpp(const std::vector<Fact>& facts) {
  std::string text =
      "// What the program must know of the model; written by efs deploy.\n#pragma once\n\n";
  for (const Fact& fact : facts) {
    text += fmt::format("constexpr {};{}\n", cpp_constant(fact),
                        fact.about.empty() ? "" : "  // " + fact.about);
  }
  return text;
}

std::string as_javascript(const std::vector<Fact>& facts) {
  std::string text =
      "// What the page must know of the model; written by efs deploy.\n'use strict';\n\n"
      "const model = {\n";
  for (const Fact& fact : facts) {
    std::string name = capitalised(fact.name);
    name[0] = static_cast<char>(std::tolower(name[0]));
    text += fmt::format("  {}: {},{}\n", name, javascript_value(fact),
                        fact.about.empty() ? "" : "  // " + fact.about);
  }
  return text + "};\n";
}

}  // namespace efs::deploy
