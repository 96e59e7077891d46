#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "cli/config/key_builders.h"
#include "core/error.h"
#include "tune/runtime_choice.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using Target = tune::LatencyTarget;

constexpr NumberRange kSeconds{.low = 0, .high = 3600};

bool is_away(const Target& target) { return !target.url.empty(); }

/// An agent's runtimes are known to the agent.
void read_runtime(Config& config, Target& target) {
  target.runtime = is_away(target) ? config.text("runtime", "onnxruntime")
                                   : config.choice("runtime", target.runtime,
                                                   words_of(tune::kRuntimePrecisions));
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void check_precision(const Config& config, const Target& target) {
  std::vector<std::string> able;
  for (const auto& [runtime, precisions] : tune::kRuntimePrecisions) {
    if (has(precisions, target.precision)) able.push_back(runtime);
  }
  if (is_away(target) || has(able, target.runtime)) return;
  config.refuse("precision",
                fmt::format("runtime {} runs a model as it is, which here is fp32; {} converts, "
                            "and so may an agent's runtimes",
                            target.runtime, fmt::join(able, ", ")));
}

std::vector<KeyOf<Target>> agent_keys() {
  std::vector<KeyOf<Target>> keys{
      key("url", &Target::url,
          "of an efs-agent on the board that is measured; without: this machine",
          {.example = "http://nano:7070", .link = "agent.md"}),
      key("token_file", &Target::token_file,
          "the token that the agent was started with; others must not be able to read the file",
          {.example = "nano.token"}),
      key("ca_cert", &Target::ca_certificate,
          "PEM file of who signed an https agent's certificate; without: the system's",
          {.example = "ca.pem"})};
  for (auto& key : keys) {
    key.notes.shown = Shown::kCommented;
    key.notes.change = Changeable::kPlace;
    key.written = is_away;
  }
  return keys;
}

std::vector<KeyOf<Target>> runtime_keys() {
  using Protocol = device::LatencyOptions;
  std::vector<KeyOf<Target>> keys{
      key("runtime", &Target::runtime,
          "with a `url` one that the agent offers, by default `onnxruntime`",
          {.choices = words_of(tune::kRuntimePrecisions), .link = "latency.md"}),
      key("precision", &Target::precision,
          "other than `fp32` for runtimes that convert the model, such as TensorRT",
          {.choices = {"fp32", "fp16", "int8"}}),
      key("threads", &Target::threads, "of the runtime", {.range = {.low = 1, .high = 1024}}),
      within<Target>(&Target::protocol,
                     key("cpus", &Protocol::cpus,
                         "numbers of the processors that measurements run on; empty: any",
                         {.example = "[3]"})),
      within<Target>(
          &Target::protocol,
          key("cool_down_s", &Protocol::cool_down_s,
              "pause before each measurement, for boards that get hot", {.range = kSeconds})),
      key("timeout_s", &Target::timeout_s,
          "the longest that an agent may take for one measurement, building an engine included",
          {.range = kSeconds, .change = Changeable::kMachine})};
  keys[0].read = read_runtime;
  keys[1].read = [read = keys[1].read](Config& config, Target& target) {
    read(config, target);
    check_precision(config, target);
  };
  return keys;
}

/// Of each target, alone in `latency` or one of `targets`.
const std::vector<KeyOf<Target>>& target_keys() {
  static const std::vector<KeyOf<Target>> keys = joined<Target>({agent_keys(), runtime_keys()});
  return keys;
}

bool has_targets(const Search& options) { return !options.latency.all.front().name.empty(); }

/// A name stands in expressions: latency_ms.NAME.
std::string read_target_name(Config& config, const std::vector<std::string>& taken) {
  const std::string name = config.text("name", "");
  const bool word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  if (!word) {
    config.refuse("name", "a target needs a name of letters, digits and '_', such as nano");
  }
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
    config.refuse("name", fmt::format("two targets have the name '{}'", name));
  }
  return name;
}

void read_targets(Config& config, Search& options) {
  if (!config.has("targets")) return;
  options.latency.all.clear();
  for (Config& section : config.sections("targets")) {
    Target target;
    target.name = read_target_name(section, options.fitness.target_names);
    for (const auto& key : target_keys()) key.read(section, target);
    options.fitness.target_names.push_back(target.name);
    options.latency.all.push_back(std::move(target));
  }
  if (options.latency.all.empty())
    config.refuse("targets", "`targets` is empty; leave it out to measure on this machine");
}

void write_targets(YAML::Emitter& out, const Search& options) {
  out << YAML::BeginSeq;
  for (const Target& target : options.latency.all) {
    out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << target.name;
    for (const auto& key : target_keys()) {
      if (key.written && !key.written(target)) continue;
      out << YAML::Key << key.name << YAML::Value;
      key.write(out, target);
    }
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

}  // namespace

std::vector<Key> targets_keys() {
  return {{{"targets",
            "several devices that the detector must run on, each with a `name` (letters, digits, "
            "`_`) and the keys of `latency` but `cache` and `reuse`",
            {.example = "[{name: nano, url: \"http://nano:7070\", token_file: nano.token}, "
                        "{name: cpu}]",
             .shown = Shown::kCommented}},
           read_targets,
           write_targets,
           has_targets}};
}

std::vector<Key> latency_keys() {
  using Targets = tune::LatencyTargets;
  auto keys = of_part(
      [](auto& options) -> auto& { return options.latency.all.front(); }, target_keys());
  for (Key& key : keys) {
    key.read = [name = key.name, alone = key.read](Config& latency, Search& options) {
      if (!has_targets(options)) return alone(latency, options);
      if (latency.has(name)) {
        latency.refuse(name, "where there are `targets`, it is one of each's keys");
      }
    };
    key.written = [alone = key.written](const Search& options) {
      return !has_targets(options) && alone(options);
    };
  }
  return joined<Search>(
      {keys,
       of_part<Targets>(
           &Search::latency,
           {key("cache", &Targets::cache,
                "where measurements are kept between studies; empty: in the user's cache folder",
                {.shown = Shown::kNot, .change = Changeable::kPlace}),
            key("reuse", &Targets::reuse,
                "take what an earlier study measured of the same model on this target; "
                "false: measure anew",
                {.change = Changeable::kMachine})})});
}

}  // namespace efs::cli
