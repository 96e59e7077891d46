#include <fmt/ranges.h>

#include "cli/config/key_builders.h"
#include "cli/config/presets.h"
#include "cli/config/task_choice.h"
#include "data/preprocess.h"
#include "nn/catalogue.h"
#include "search/objectives/metrics.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using Network = nn::NetworkOptions;

/// Read before all others but the preset, which changes what it sets.
Key task_key() {
  return {"task",
          "`single`: one box for each image; `faces`: any number of faces, each with a score; "
          "`auto`, the default: `single` where each image of the label file shows exactly one face",
          {.choices = task_words(),
           .example = kAutoTask,
           .link = "search.md",
           .shown = Shown::kExample},
          [](Config&, Search&) {},
          [](YAML::Emitter& out, const Search& options) { out << options.fitness.task.name; }};
}

/// Studies of the task `single` have none.
Key fit_key() {
  Key row = choice("fit", &Search::fit, in_order<detect::Fit>(detect::fit_names()),
                   "how an image fills the input: `letterbox` keeps its aspect ratio and pads it "
                   "at the right or below; the task `single` always stretches",
                   {.link = "data.md"});
  row.written = finds_faces;
  return row;
}

/// Of every task.
std::vector<std::string> trained_heads() {
  std::vector<std::string> names;
  for (const search::Task& task : search::tasks()) {
    for (const std::string& name : nn::head_names(task.name)) names.push_back(name);
  }
  return names;
}

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
  const NumberRange range{.low = 32, .high = data::kLargestInput};
  return {
      "input",
      "the model's input, pixels: the side of a square, or `320x240`, width first",
      {.range = range},
      [range](Config& config, Search& options) {
        ImageSize& size = options.network.input;
        refusing_at(config, "input", [&] {
          size = parse_image_size(config.text("input", to_string(size)));
          for (const int side : {size.width, size.height}) {
            if (!range.contains(side)) fail_usage("it must be {}", range.words());
          }
        });
      },
      [](YAML::Emitter& out, const Search& options) { out << to_string(options.network.input); }};
}

/// How a head that finds several faces is built; studies of the task `single` have none of it.
std::vector<Key> dense_keys() {
  using Dense = nn::DenseOptions;
  const NumberRange width{.low = Dense::kSmallestWidth, .high = Dense::kLargestWidth};
  std::vector<Key> keys{
      key("finest", &Dense::finest, "stride of the finest map that a dense head reads",
          {.range = {.low = 4, .high = 32}}),
      key("levels", &Dense::levels,
          "maps that it reads, each of half the extent of the one before; deeper ones than the "
          "tapped map are made",
          {.range = {.low = 1, .high = Dense::kMostLevels}}),
      key("neck_width", &Dense::neck_width, "channels of the neck's maps", {.range = width}),
      key("head_width", &Dense::head_width, "channels of the dense head's units", {.range = width}),
      key("head_units", &Dense::head_units, "units in front of its layers of score and box",
          {.range = {.low = 0, .high = Dense::kMostUnits}}),
      key("head_conv", &Dense::head_conv, "what a unit is", {.choices = nn::unit_names()}),
      key("head_shared", &Dense::head_shared, "true: all maps share the head's convolutions")};
  for (Key& row : keys) {
    row.notes.link = "networks.md";
    row.written = finds_faces;
  }
  return keys;
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
  std::vector<Key> keys{
      preset_key(),
      task_key(),
      seed_key(),
      input_key(),
      fit_key(),
      key("tap", &Network::tap,
          "stride of the backbone's map that the head reads, and where the backbone ends; 0: its "
          "last",
          {.range = {.low = 0, .high = 32}}),
      key("width", &Network::width, "multiplies the channels, where the paper defines it",
          {.link = "networks.md"}),
      key("neck", &Network::neck,
          "`merge`: the tapped map and the next deeper one; `pyramid`: and all deeper ones",
          {.choices = nn::neck_names()}),
      key("head", &Network::head, "", {.choices = trained_heads(), .link = "networks.md"})};
  for (Key& row : dense_keys()) keys.push_back(std::move(row));
  keys.push_back(std::move(weights));
  keys.push_back(std::move(teacher));
  return keys;
}

}  // namespace efs::cli
