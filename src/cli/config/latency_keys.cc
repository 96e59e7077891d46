#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "cli/config/key_builders.h"
#include "tune/runtime_choice.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using Target = tune::LatencyTarget;
using Protocol = device::LatencyOptions;

constexpr NumberRange kSeconds{.low = 0, .high = 3600};

bool is_away(const Search& options) { return !options.latency.all.front().url.empty(); }

std::vector<std::string> runtime_words() {
  std::vector<std::string> words = words_of(tune::kRuntimePrecisions);
  words.insert(words.begin(), tune::kAutoRuntime);
  return words;
}

/// The agent says which runtimes it has.
void read_runtime(Config& config, Search& options) {
  std::string& runtime = options.latency.all.front().runtime;
  runtime = is_away(options) ? config.text("runtime", runtime)
                             : config.choice("runtime", runtime, runtime_words());
}

/// All have fp32.
void check_precision(const Config& config, const Search& options) {
  const Target& target = options.latency.all.front();
  if (is_away(options) || target.precision == "fp32") return;
  std::vector<std::string> able;
  for (const auto& [runtime, precisions] : tune::kRuntimePrecisions) {
    if (std::ranges::count(precisions, target.precision) > 0) able.push_back(runtime);
  }
  if (std::ranges::count(able, target.runtime) > 0) return;
  config.refuse("precision",
                fmt::format("runtime {} runs a model as it is, which here is fp32; {} converts, "
                            "and so may an agent's runtimes",
                            target.runtime, fmt::join(able, ", ")));
}

/// The keys of a target, which stands first in the options: the only one in `latency`, or each of
/// `targets` in its turn.
std::vector<Key> target_keys() {
  std::vector<Key> keys{
      key("url", &Target::url,
          "of an efs-agent on the board that is measured; without: this machine",
          {.example = "http://nano:7070", .link = "agent.md"}),
      key("token_file", &Target::token_file,
          "the token that the agent was started with; others must not be able to read the file",
          {.example = "nano.token"}),
      key("ca_cert", &Target::ca_certificate,
          "PEM file of who signed an https agent's certificate; without: the system's",
          {.example = "ca.pem"})};
  for (Key& key : keys) {
    key.notes.shown = Shown::kCommented;
    key.notes.change = Changeable::kPlace;
    key.written = is_away;
  }
  Key runtime = key("runtime", &Target::runtime,
                    "`auto`: `onnxruntime` where its library is found, else `opencv`; with a `url` "
                    "one that the agent offers, and `auto` chooses from those",
                    {.choices = runtime_words(), .link = "latency.md"});
  runtime.read = read_runtime;
  Key precision = key("precision", &Target::precision,
                      "other than `fp32` for runtimes that convert the model, such as TensorRT",
                      {.choices = {"fp32", "fp16", "int8"}});
  precision.read = [read = precision.read](Config& config, Search& options) {
    read(config, options);
    check_precision(config, options);
  };
  keys.insert(
      keys.end(),
      {runtime, precision,
       key("threads", &Target::threads, "of the runtime", {.range = {.low = 1, .high = 1024}}),
       key("cpus", &Protocol::cpus,
           "numbers of the processors that measurements run on; empty: any", {.example = "[3]"}),
       key("cool_down_s", &Protocol::cool_down_s,
           "pause before each measurement, for boards that get hot", {.range = kSeconds}),
       key("timeout_s", &Target::timeout_s,
           "the longest that an agent may take for one measurement, building an engine included",
           {.range = kSeconds, .change = Changeable::kMachine})});
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
  if (std::ranges::count(taken, name) > 0) {
    config.refuse("name", fmt::format("two targets have the name '{}'", name));
  }
  return name;
}

void read_targets(Config& config, Search& options) {
  if (!config.has("targets")) return;
  std::vector<Target> targets;
  auto& names = options.fitness.target_names;
  for (Config& section : config.sections("targets")) {
    names.push_back(read_target_name(section, names));
    options.latency.all = {{.name = names.back()}};
    for (const Key& key : target_keys()) key.read(section, options);
    targets.push_back(options.latency.all.front());
  }
  if (targets.empty())
    config.refuse("targets", "`targets` is empty; leave it out to measure on this machine");
  options.latency.all = std::move(targets);
}

void write_targets(YAML::Emitter& out, Search options) {
  const auto keys = target_keys();
  out << YAML::BeginSeq;
  for (const Target& target : std::vector(options.latency.all)) {
    options.latency.all = {target};
    out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << target.name;
    write_keys(out, keys, options);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

}  // namespace

std::vector<Key> targets_keys() {
  return {{"targets",
           "several devices that the detector must run on, each with a `name` (letters, digits, "
           "`_`) and the keys of `latency` but `cache` and `reuse`",
           {.example = "[{name: nano, url: \"http://nano:7070\", token_file: nano.token}, "
                       "{name: cpu}]",
            .shown = Shown::kCommented},
           read_targets,
           write_targets,
           has_targets}};
}

std::vector<Key> latency_keys() {
  using Targets = tune::LatencyTargets;
  auto keys = target_keys();
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
  keys.insert(keys.end(),
              {key("cache", &Targets::cache,
                   "where measurements are kept between studies; empty: in the user's cache folder",
                   {.shown = Shown::kNot, .change = Changeable::kPlace}),
               key("reuse", &Targets::reuse,
                   "take what an earlier study measured of the same model on this target; "
                   "false: measure anew",
                   {.change = Changeable::kMachine})});
  return keys;
}

}  // namespace efs::cli
