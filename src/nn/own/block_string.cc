#include "nn/own/block_string.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"

namespace efs::nn {
namespace {

constexpr int kMostRepeats = 32;
constexpr int kLargestKernel = 11;
constexpr int kMostChannels = 4096;
constexpr double kMostExpansion = 16.0;

bool contains(const std::string& words, std::string_view word) {
  return std::ranges::count(split(words, ' '), word) > 0;
}

/// "se0.25" -> "se": the letters in front of a number.
std::string_view letters_of(std::string_view word) {
  return word.substr(0, std::min(word.find_first_of("0123456789.-"), word.size()));
}

template <typename Number>
Number number_in(std::string_view word, std::string_view letters, Number low, Number high) {
  const auto value = parse_number<Number>(word.substr(letters.size()));
  if (!value || !(*value >= low && *value <= high)) {
    fail_usage("'{}': {} is followed by a number from {} to {}", printable(word), letters, low,
               high);
  }
  return *value;
}

graph::ActivationKind activation_in(std::string_view word) {
  const auto& names = activation_names();
  const auto row = std::ranges::find(names, word.substr(1), &ActivationName::letters);
  if (row != names.end()) return row->kind;
  std::vector<std::string> fitting;
  for (const ActivationName& name : names) {
    fitting.push_back(fmt::format("n{} ({})", name.letters, name.name));
  }
  fail_usage("unknown activation '{}'; there are {}", printable(word), fmt::join(fitting, ", "));
}

void require_odd(int kernel, std::string_view word) {
  if (kernel % 2 == 0) fail_usage("'{}': kernels are odd, so that they have a middle", word);
}

/// Reads one word into the block, and returns its letters.
std::string read_word(std::string_view word, BlockSpec& block) {
  if (word == "skip" || word == "noskip") {
    block.skip = word == "skip";
    return "skip";
  }
  if (word.starts_with('n')) {
    block.activation = activation_in(word);
    return "n";
  }
  const std::string_view letters = letters_of(word);
  if (letters == "r") {
    block.repeats = number_in(word, letters, 1, kMostRepeats);
  } else if (letters == "k") {
    block.kernel = number_in(word, letters, 1, kLargestKernel);
  } else if (letters == "s") {
    block.stride = number_in(word, letters, 1, 2);
  } else if (letters == "c") {
    block.channels = number_in(word, letters, 1, kMostChannels);
  } else if (letters == "e") {
    block.expansion = number_in(word, letters, 0.1, kMostExpansion);
  } else if (letters == "se") {
    block.squeeze = number_in(word, letters, 0.0, 1.0);
  }
  return std::string(letters);
}

}  // namespace

const std::vector<BlockKind>& block_kinds() {
  static const std::vector<BlockKind> table = {
      {"cn", "convolution", "r k s e c n skip", "c"},
      {"ds", "depthwise separable: depthwise convolution, then 1x1 without activation",
       "r k s c e se n skip", "c", true},
      {"dsa", "the same with an activation behind the 1x1", "r k s c e se n skip", "c"},
      {"ir", "inverted bottleneck: 1x1 to e times the channels, depthwise convolution, 1x1",
       "r k s e c se n skip", "e c", true},
      {"er", "fused inverted bottleneck: convolution to e times the channels, 1x1",
       "r k s e c se n skip", "e c", true},
      {"bb", "ResNet's basic block: two convolutions, and a 1x1 where the shape changes",
       "r k s c n", "c", true},
      {"mp", "max pooling", "k s", "s"},
  };
  return table;
}

const std::vector<ActivationName>& activation_names() {
  using Kind = graph::ActivationKind;
  static const std::vector<ActivationName> table = {
      {"relu", "re", Kind::kRelu},           {"relu6", "r6", Kind::kRelu6},
      {"hardswish", "hs", Kind::kHardswish}, {"silu", "sw", Kind::kSilu},
      {"gelu", "ge", Kind::kGelu},
  };
  return table;
}

BlockSpec parse_block(std::string_view text) {
  const std::vector<std::string> words = split(trimmed(text), '_');
  const BlockKind& kind = find_row(block_kinds(), "block", printable(words.front()));
  BlockSpec block{.kind = kind.name, .skip = kind.skips};
  std::vector<std::string> given;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string letters = read_word(words[i], block);
    if (!contains(kind.words, letters) || letters.empty()) {
      fail_usage("'{}': {} does not take '{}', only {}", printable(text), kind.name,
                 printable(words[i]), fmt::join(split(kind.words, ' '), ", "));
    }
    if (std::ranges::count(given, letters) > 0) {
      fail_usage("'{}': '{}' is given twice", printable(text), letters);
    }
    if (letters == "k" && kind.name != "mp") require_odd(block.kernel, words[i]);
    given.push_back(letters);
  }
  for (const std::string& word : split(kind.required, ' ')) {
    if (std::ranges::count(given, word) == 0) {
      fail_usage("'{}': {} needs {}, as in {}_k3_s2{}{}", printable(text), kind.name, word,
                 kind.name, contains(kind.words, "e") && kind.required != "c" ? "_e4" : "",
                 contains(kind.words, "c") ? "_c24" : "");
    }
  }
  if (contains(kind.words, "e") && kind.required == "c" && block.expansion != 1.0) {
    fail_usage("'{}': {} does not expand; take ir, or e1", printable(text), kind.name);
  }
  return block;
}

std::string to_string(const BlockSpec& block) {
  const BlockKind& kind = find_row(block_kinds(), "block", block.kind);
  std::string text = block.kind;
  if (contains(kind.words, "r")) text += fmt::format("_r{}", block.repeats);
  text += fmt::format("_k{}_s{}", block.kernel, block.stride);
  if (contains(kind.required, "e")) text += fmt::format("_e{}", block.expansion);
  if (contains(kind.words, "c")) text += fmt::format("_c{}", block.channels);
  if (block.squeeze > 0.0) text += fmt::format("_se{}", block.squeeze);
  if (block.activation) {
    const auto& names = activation_names();
    text += "_n" + std::ranges::find(names, *block.activation, &ActivationName::kind)->letters;
  }
  if (block.skip != kind.skips) text += block.skip ? "_skip" : "_noskip";
  return text;
}

}  // namespace efs::nn
