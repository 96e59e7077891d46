#include "tune/block_parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "nn/own/block_space.h"

namespace efs::tune {
namespace {

using search::Condition;
using search::Parameter;
using study::ParamValue;

constexpr int kWidthStep = 8;

struct StageWord {
  const char* name;
  const char* meaning;
};
constexpr StageWord kStageWords[] = {
    {"block", "what the stage is made of: `ordinary`, `depthwise`, `inverted` or `fused`"},
    {"depth", "its blocks, of which the first has stride 2"},
    {"width", "its channels"},
    {"kernel", "of its convolutions that are no 1x1: pixels"},
    {"expansion", "channels inside `inverted` and `fused` blocks, times those of their input"},
};

std::vector<ParamValue> texts(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}
std::vector<ParamValue> integers(std::initializer_list<std::int64_t> numbers) {
  return {numbers.begin(), numbers.end()};
}
search::Range whole(double low, double high, double step) {
  return {.low = low, .high = high, .step = step, .integer = true};
}

/// "stage3_width" -> 3; 0: it is no stage's.
int stage_of(const std::string& name) {
  return name.starts_with("stage") && name.size() > 6 && name[6] == '_' ? name[5] - '0' : 0;
}
bool is_of_stage(const std::string& name, const char* what) {
  return stage_of(name) > 0 && name.substr(7) == what;
}
std::string of_stage(int stage, const char* what) { return fmt::format("stage{}_{}", stage, what); }

/// What a parameter of the space can be; empty: it is not in the space.
std::vector<ParamValue> values_in(const search::Space& space, const std::string& name) {
  const Parameter* found = space.find(name);
  return found == nullptr ? std::vector<ParamValue>() : search::values_of(*found);
}

/// Narrows the condition to what the space leaves open, and adds it if it says something. False if it
/// can never hold.
bool add_condition(const search::Space& before, Condition condition, Parameter& parameter) {
  for (const Condition& other : parameter.only_if) {
    if (other.parameter == condition.parameter) return true;
  }
  const auto possible = values_in(before, condition.parameter);
  if (possible.empty()) return true;
  std::erase_if(condition.values,
                [&](const ParamValue& value) { return std::ranges::count(possible, value) == 0; });
  if (condition.values.empty()) return false;
  if (condition.values.size() < possible.size()) parameter.only_if.push_back(condition);
  return true;
}

}  // namespace

const std::vector<std::string>& block_parameter_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"stem_width", kStageCount};
    for (int stage = 1; stage <= nn::kMostDesignStages; ++stage) {
      for (const StageWord& word : kStageWords) all.push_back(of_stage(stage, word.name));
    }
    return all;
  }();
  return names;
}

bool has_only_blocks(const search::Space& space) {
  const Parameter* architectures = space.find(search::kArchitecture);
  return architectures != nullptr && architectures->values == texts({nn::kBlocks});
}

bool is_block_parameter(const std::string& name) {
  return std::ranges::count(block_parameter_names(), name) > 0;
}

std::string block_parameter_meaning(const std::string& name) {
  if (name == "stem_width") return "of `blocks`: channels of the first convolution";
  if (name == kStageCount) return "of `blocks`: 3 or 4, at strides 4, 8, 16 and 32";
  const int stage = stage_of(name);
  if (stage > 1) return fmt::format("as `stage1_{}`", name.substr(7));
  const auto* word = std::ranges::find(kStageWords, name.substr(7), &StageWord::name);
  return fmt::format("of `blocks`: {}", word->meaning);
}

Parameter usual_block_parameter(const std::string& name) {
  Parameter parameter{.name = name};
  const int stage = stage_of(name);
  if (name == "stem_width") {
    parameter.range = whole(8, 32, kWidthStep);
  } else if (name == kStageCount) {
    parameter.values = integers({nn::kFewestStages, nn::kMostDesignStages});
  } else if (is_of_stage(name, "block")) {
    parameter.values = texts(nn::design_block_names());
  } else if (is_of_stage(name, "depth")) {
    parameter.range = whole(1, 6, 1);
  } else if (is_of_stage(name, "width")) {
    parameter.range = whole(8 * stage, 64 * stage, kWidthStep);
  } else if (is_of_stage(name, "kernel")) {
    parameter.values = integers({3, 5});
  } else {
    parameter.range = whole(2, 6, 1);
  }
  return parameter;
}

bool add_block_conditions(const search::Space& before, Parameter& parameter) {
  const int stage = stage_of(parameter.name);
  if (!add_condition(before, search::only_for({nn::kBlocks}), parameter)) return false;
  if (stage > nn::kFewestStages &&
      !add_condition(before, {kStageCount, integers({nn::kMostDesignStages})}, parameter)) {
    return false;
  }
  return !is_of_stage(parameter.name, "expansion") ||
         add_condition(before, {of_stage(stage, "block"), texts(nn::expanding_block_names())},
                       parameter);
}

}  // namespace efs::tune
