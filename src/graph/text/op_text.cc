#include "graph/text/op_text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"
#include "graph/text/op_fields.h"

namespace efs::graph {
namespace {

constexpr int kLargestNumber = 65'536;

struct InitName {
  std::string name;
  Init kind;
  bool has_value;
};

const std::vector<InitName>& init_names() {
  static const std::vector<InitName> table = {
      {"default", Init::kTorchDefault, false},
      {"zeros", Init::kZeros, false},
      {"ones", Init::kOnes, false},
      {"constant", Init::kConstant, true},
      {"normal", Init::kNormal, true},
      {"truncated_normal", Init::kTruncatedNormal, true},
      {"kaiming_normal_fan_out", Init::kKaimingNormalFanOut, false},
      {"kaiming_normal_fan_in", Init::kKaimingNormalFanIn, false},
      {"kaiming_uniform_fan_in", Init::kKaimingUniformFanIn, false},
  };
  return table;
}

std::string to_text(const InitRule& rule) {
  const auto row = std::ranges::find(init_names(), rule.kind, &InitName::kind);
  return row->has_value ? fmt::format("{}:{}", row->name, rule.value) : row->name;
}

/// Writes the fields that visit_fields() shows.
class FieldWriter {
 public:
  explicit FieldWriter(bool whole) : whole_(whole) {}

  void size(int channels, int height, int width) {
    words_.push_back(fmt::format("{}x{}x{}", channels, height, width));
  }
  void integer(const char* name, int value) { words_.push_back(fmt::format("{}={}", name, value)); }
  void real(const char* name, double value) {
    words_.push_back(whole_ ? fmt::format("{}={}", name, value)
                            : fmt::format("{}={:.6g}", name, value));
  }
  void extents(const std::string& name, int height, int width) {
    words_.push_back(fmt::format("{}={}x{}", name, height, width));
  }
  void flag(const char* name, bool value) {
    if (value) words_.emplace_back(name);
  }
  void levels(const std::vector<CellGrid>& levels) {
    for (const CellGrid& level : levels) {
      extents(fmt::format("stride{}", level.stride), level.height, level.width);
    }
  }
  void fresh(const char* name, const InitRule& rule) {
    if (whole_ && rule.kind != Init::kTorchDefault) {
      words_.push_back(fmt::format("{}={}", name, to_text(rule)));
    }
  }
  void fresh(const char* name, double value) {
    if (whole_) real(name, value);
  }

  std::string text() const { return fmt::format("{}", fmt::join(words_, " ")); }

 private:
  bool whole_;
  std::vector<std::string> words_;
};

std::string attributes(const Op& op, bool whole) {
  FieldWriter fields(whole);
  std::visit([&](const auto& kind) { visit_fields(kind, fields); }, op);
  return fields.text();
}

/// Sets the fields that visit_fields() shows from "name=value" words.
class FieldReader {
 public:
  explicit FieldReader(std::string_view attributes) {
    for (const std::string& word : split(attributes, ' ')) {
      if (word.empty()) continue;
      const std::size_t sign = word.find('=');
      const bool is_new =
          given_
              .emplace(word.substr(0, sign), sign == std::string::npos ? "" : word.substr(sign + 1))
              .second;
      if (!is_new) fail_usage("the attribute '{}' is given twice", printable(word.substr(0, sign)));
    }
  }

  void size(int& channels, int& height, int& width) {
    known_.emplace_back("CxHxW");
    for (auto word = given_.begin(); word != given_.end(); ++word) {
      const auto numbers = numbers_of(word->first);
      if (numbers.size() != 3) continue;
      channels = numbers[0], height = numbers[1], width = numbers[2];
      given_.erase(word);
      return;
    }
    fail_usage("its size is missing; write it as 3x224x224 (channels x height x width)");
  }
  void integer(const char* name, int& value) {
    if (const auto text = take(name)) value = number<int>(name, *text, "a whole number");
  }
  void real(const char* name, double& value) {
    if (const auto text = take(name)) value = number<double>(name, *text, "a number");
  }
  void extents(const std::string& name, int& height, int& width) {
    const auto text = take(name);
    if (!text) return;
    const auto numbers = numbers_of(*text);
    if (numbers.empty() || numbers.size() > 2) {
      fail_usage("{}={} is not HEIGHTxWIDTH, as 3x3", name, printable(*text));
    }
    height = numbers.front();
    width = numbers.back();
  }
  void flag(const char* name, bool& value) {
    const auto text = take(name);
    if (text && !text->empty()) fail_usage("'{}' stands alone, without a value", name);
    value = text.has_value();
  }
  void levels(std::vector<CellGrid>& levels) {
    known_.emplace_back("strideN");
    for (int stride = 1; !given_.empty() && stride <= (1 << 10); stride *= 2) {
      CellGrid level{.stride = stride};
      extents(fmt::format("stride{}", stride), level.height, level.width);
      known_.pop_back();
      if (level.height > 0) levels.push_back(level);
    }
  }
  void fresh(const char* name, InitRule& rule) {
    const auto text = take(name);
    if (!text) return;
    const std::size_t colon = text->find(':');
    const InitName& row = find_row(init_names(), "rule of fresh weights", text->substr(0, colon));
    if (row.has_value != (colon != std::string::npos)) {
      fail_usage("{}={} {}", name, *text,
                 row.has_value ? "needs a number, as normal:0.01" : "takes no number");
    }
    rule = {row.kind,
            row.has_value ? number<double>(name, text->substr(colon + 1), "a number") : 0};
  }
  void fresh(const char* name, double& value) { real(name, value); }

  /// UsageError unless each word was read.
  void finish() const {
    if (given_.empty()) return;
    if (known_.empty()) fail_usage("it takes no attributes, but has '{}'", printable(first()));
    throw UsageError(unknown_name_message("attribute", printable(first()), known_));
  }

 private:
  const std::string& first() const { return given_.begin()->first; }

  std::optional<std::string> take(const std::string& name) {
    known_.push_back(name);
    const auto found = given_.find(name);
    if (found == given_.end()) return std::nullopt;
    std::string text = found->second;
    given_.erase(found);
    return text;
  }
  template <typename Number>
  static Number number(std::string_view name, std::string_view text, const char* what) {
    const auto value = parse_number<Number>(text);
    if (!value || !(std::abs(*value) <= kLargestNumber)) {
      fail_usage("{}={} is not {} up to {}", name, printable(text), what, kLargestNumber);
    }
    return *value;
  }
  /// Of "3x3"; empty where it is none.
  static std::vector<int> numbers_of(std::string_view text) {
    std::vector<int> numbers;
    for (const std::string& part : split(text, 'x')) {
      const auto value = parse_number<int>(part);
      if (!value || std::abs(*value) > kLargestNumber) return {};
      numbers.push_back(*value);
    }
    return numbers;
  }

  std::map<std::string, std::string> given_;
  std::vector<std::string> known_;
};

template <std::size_t... I>
std::vector<Op> each_kind(std::index_sequence<I...> /*of the variant*/) {
  return {Op(std::in_place_index<I>)...};
}

/// An operator of each name, with its defaults.
const std::vector<Op>& prototypes() {
  static const std::vector<Op> table = [] {
    auto ops = each_kind(std::make_index_sequence<std::variant_size_v<Op>>());
    std::erase_if(ops, [](const Op& op) { return is<Activation, Pool2d>(op); });
    for (int kind = 0; kind <= static_cast<int>(ActivationKind::kGelu); ++kind) {
      ops.emplace_back(Activation{static_cast<ActivationKind>(kind)});
    }
    for (const PoolKind kind : {PoolKind::kMax, PoolKind::kAverage}) {
      ops.emplace_back(Pool2d{.kind = kind});
    }
    return ops;
  }();
  return table;
}

}  // namespace

std::string op_attributes(const Op& op) { return attributes(op, false); }
std::string whole_attributes(const Op& op) { return attributes(op, true); }

std::vector<std::string> op_names() {
  std::vector<std::string> names;
  for (const Op& op : prototypes()) names.push_back(op_name(op));
  return names;
}

Op read_op(std::string_view name, std::string_view attributes) {
  static const std::vector<std::string> names = op_names();
  Op op = prototypes()[index_of_name(names, "operator", printable(name))];
  FieldReader fields(attributes);
  std::visit([&](auto& kind) { visit_fields(kind, fields); }, op);
  fields.finish();
  return op;
}

}  // namespace efs::graph
