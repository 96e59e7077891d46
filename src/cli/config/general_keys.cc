#include <fmt/ranges.h>

#include "cli/config/key_builders.h"
#include "cli/config/presets.h"
#include "data/preprocess.h"
#include "nn/catalogue.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using Network = nn::NetworkOptions;

/// Read before all others, which change what it sets.
Key preset_key() {
  std::vector<std::string> words;
  for (const Preset& row : presets()) words.push_back(fmt::format("`{}`: {}", row.name, row.is));
  return {"preset",
          fmt::format("where the other keys start from; {}", fmt::join(words, "; ")),
          {},
          [](Config&, Search&) {},
          [](YAML::Emitter& out, const Search&) { out << presets().front().name; },
          [](const Search&) { return false; }};
}

Key seed_key() {
  return {"seed",
          "the split's, and what each trial's is derived from",
          {.range = kNotNegative},
          [](Config& config, Search& options) {
            options.seed = static_cast<std::uint64_t>(config.integer("seed", 0, 0, INT64_MAX));
          },
          [](YAML::Emitter& out, const Search& options) { out << options.seed; }};
}

Key input_key() {
  const KeyNotes notes{.range = {.low = 32, .high = data::kLargestInput}};
  return {"input", "side of the square model input, pixels", notes,
          [notes](Config& config, Search& options) {
            int side = options.network.input.width;
            read_value(config, "input", notes, side);
            options.network.input = square(side);
          },
          [](YAML::Emitter& out, const Search& options) { out << options.network.input.width; }};
}

}  // namespace

std::vector<Key> general_keys() {
  Key weights = key("weights", &Search::weights,
                    "what backbones start from: `torchvision`, its ImageNet weights, or a "
                    "`.safetensors` or `.pth` file, for a space of one architecture; empty: fresh "
                    "weights",
                    {.link = "training.md", .change = Changeable::kPlace});
  weights.read = [](Config& config, Search& options) {
    std::string& path = options.weights;
    path = config.text("weights", path);
    if (path.empty() || path == tune::kTorchvisionWeights) return;
    path = std::filesystem::absolute(path).lexically_normal().string();
  };
  Key teacher = key("teacher", &Search::teacher,
                    "`STUDY` or `STUDY:TRIAL`: a trial of an earlier study on the same data whose "
                    "boxes all trials learn from too",
                    {.link = "training.md", .change = Changeable::kPlace});
  teacher.read = [](Config& config, Search& options) {
    options.teacher = study_word(config, "teacher", config.text("teacher", options.teacher));
  };
  return {
      preset_key(),
      seed_key(),
      input_key(),
      key("tap", &Network::tap,
          "stride of the backbone's map that the head reads, and where the backbone ends; 0: its "
          "last",
          {.range = {.low = 0, .high = 32}}),
      key("width", &Network::width, "multiplies the channels, where the paper defines it",
          {.link = "networks.md"}),
      key("neck", &Network::neck,
          "`merge`: the tapped map and the next deeper one; `pyramid`: and all deeper ones",
          {.choices = nn::neck_names()}),
      key("head", &Network::head, "", {.choices = nn::head_names("single"), .link = "networks.md"}),
      weights,
      teacher};
}

}  // namespace efs::cli
