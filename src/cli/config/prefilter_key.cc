// The key `space.prefilter`.
#include <algorithm>

#include "cli/config/key_builders.h"
#include "cli/config/space_config.h"
#include "tune/block_parameters.h"
#include "tune/prefilter/candidates.h"

namespace efs::cli {
namespace {

using tune::LatencyWindow;
using tune::PrefilterOptions;

constexpr std::int64_t kMostCandidates = 1'000'000;

/// [0.3, 0.6], or a list of such.
std::vector<LatencyWindow> read_windows(Config& section) {
  std::vector<std::vector<double>> lists;
  for (Config& element : section.each_as("latency_ms", "latency_ms")) {
    lists.push_back(element.reals("latency_ms", {}));
  }
  const bool is_one =
      lists.size() == 2 && std::ranges::all_of(lists, [](auto& list) { return list.size() == 1; });
  if (is_one) lists = {{lists[0][0], lists[1][0]}};
  std::vector<LatencyWindow> windows;
  for (const auto& list : lists) {
    if (list.size() != 2 || !(list[0] >= 0.0 && list[0] < list[1])) {
      section.refuse("latency_ms",
                     "must be [LOW, HIGH], or a list of such: [[0.3, 0.6], [0.6, 1]]");
    }
    windows.push_back({list[0], list[1]});
  }
  return windows;
}

}  // namespace

void read_prefilter(Config& space, tune::SearchOptions& options) {
  const auto check = [&] {
    refusing_at(space, "prefilter", [&] { tune::require_prefilterable(options); });
  };
  if (!space.has("prefilter")) {
    // A preset's is for a space of blocks.
    if (!tune::has_only_blocks(options.space)) options.prefilter.reset();
    if (options.prefilter) check();
    return;
  }
  Config section = space.section("prefilter");
  PrefilterOptions prefilter = options.prefilter.value_or(PrefilterOptions{});
  const auto count = [&](const char* key, int& value, std::int64_t low, std::int64_t high) {
    value = static_cast<int>(section.integer(key, value, low, high));
  };
  count("candidates", prefilter.candidates, 1, kMostCandidates);
  count("measured", prefilter.measured, search::kFewestNetworks, kMostCandidates);
  count("keep", prefilter.keep, 1, kMostCandidates);
  prefilter.rank = section.choice("rank", prefilter.rank, tune::prefilter_ranks());
  if (section.has("latency_ms")) prefilter.windows = read_windows(section);
  options.prefilter = prefilter;
  check();
}

void write_prefilter(YAML::Emitter& out, const tune::SearchOptions& options) {
  if (!options.prefilter) return;
  const PrefilterOptions& prefilter = *options.prefilter;
  out << YAML::BeginMap;
  write_pair(out, "candidates", prefilter.candidates);
  write_pair(out, "measured", prefilter.measured);
  write_pair(out, "keep", prefilter.keep);
  write_pair(out, "rank", prefilter.rank);
  if (prefilter.windows.empty()) {
    out << YAML::EndMap;
    return;
  }
  out << YAML::Key << "latency_ms" << YAML::Value << YAML::BeginSeq;
  for (const LatencyWindow& window : prefilter.windows) {
    out << std::vector<double>{window.low_ms, window.high_ms};
  }
  out << YAML::EndSeq << YAML::EndMap;
}

}  // namespace efs::cli
