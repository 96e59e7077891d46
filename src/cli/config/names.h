// The words of choices in a configuration: one table for reading and writing each.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/config/config.h"
#include "core/error.h"
#include "data/dataset/dataset.h"
#include "search/objectives/fitness.h"
#include "search/schedulers/stop_rules.h"
#include "train/options/options.h"

namespace efs::cli {

template <typename Value>
using Names = std::vector<std::pair<std::string, Value>>;

inline const Names<data::FaceRule> kFaceRules{{"single", data::FaceRule::kSingle},
                                              {"largest", data::FaceRule::kLargest},
                                              {"all", data::FaceRule::kAll}};
inline const Names<data::BoxesAre> kOrientations{{"auto", data::BoxesAre::kAuto},
                                                 {"displayed", data::BoxesAre::kDisplayed},
                                                 {"stored", data::BoxesAre::kStored}};
inline const Names<data::Clip> kClips{
    {"auto", data::Clip::kAuto}, {"all", data::Clip::kAll}, {"none", data::Clip::kNone}};
inline const Names<search::Direction> kDirections{{"maximize", search::Direction::kMaximize},
                                                  {"minimize", search::Direction::kMinimize}};
inline const Names<train::Schedule> kSchedules{{"constant", train::Schedule::kConstant},
                                               {"cosine", train::Schedule::kCosine}};
inline const Names<bool search::StopRules::*> kStopRules{
    {"median", &search::StopRules::median}, {"extrapolation", &search::StopRules::extrapolation}};

/// Names in the order of an enumeration.
template <typename Value>
Names<Value> in_order(const std::vector<std::string>& words) {
  Names<Value> names;
  for (const std::string& word : words) names.emplace_back(word, static_cast<Value>(names.size()));
  return names;
}

template <typename Value>
std::string name_of(const Names<Value>& names, Value value) {
  for (const auto& [name, candidate] : names) {
    if (candidate == value) return name;
  }
  return {};
}

template <typename Value>
std::vector<std::string> words_of(const Names<Value>& names) {
  std::vector<std::string> words;
  for (const auto& row : names) words.push_back(row.first);
  return words;
}

/// The choice at `key`, or `fallback` where it is missing.
template <typename Value>
Value read_choice(Config& config, const std::string& key, const Names<Value>& names,
                  Value fallback) {
  const std::string chosen = config.choice(key, name_of(names, fallback), words_of(names));
  const auto found = std::ranges::find(names, chosen, [](auto& row) { return row.first; });
  return found == names.end() ? fallback : found->second;
}

/// Turns on the rules with these names, and the others off. UsageError: an unknown name.
inline void choose_stop_rules(const std::vector<std::string>& names, search::StopRules& rules) {
  for (const auto& row : kStopRules) rules.*row.second = false;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(kStopRules, name, [](auto& row) { return row.first; });
    if (found == kStopRules.end()) {
      fail_usage("'{}' is neither {}", name, fmt::join(words_of(kStopRules), " nor "));
    }
    rules.*found->second = true;
  }
}

}  // namespace efs::cli
