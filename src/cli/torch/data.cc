#include <filesystem>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/task_text.h"
#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/shell_words.h"
#include "data/dataset/dataset.h"
#include "data/dataset/summary.h"
#include "data/synth/synth.h"

namespace efs::cli {
namespace {

void add_check(CLI::App& data) {
  auto* command = data.add_subcommand("check", "summarise photographs and their labels");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command);
  command->callback([arguments] {
    const auto options = arguments->load();
    require_data(options);
    const auto dataset = data::load_dataset(options.data);
    data::require_trainable(dataset);
    fmt::print("task        {}\n", task_text(options));
    fmt::print("{}", data::summary_text(dataset));
  });
}

/// "0-6", or "3" for exactly so many.
void read_faces(const std::string& text, data::SynthOptions& options) {
  const std::size_t dash = text.find('-');
  const auto low = parse_number<int>(text.substr(0, dash));
  const auto high = dash == std::string::npos ? low : parse_number<int>(text.substr(dash + 1));
  if (!low || !high || *low > *high || *high > data::kMostDrawnFaces) {
    fail_usage("--faces: '{}' is no number of faces an image; write 3, or a range as 0-6, up to {}",
               printable(text), data::kMostDrawnFaces);
  }
  options.faces_low = *low;
  options.faces_high = *high;
}

void add_synth(CLI::App& data) {
  struct Arguments {
    std::string out;
    std::string faces = "1";
    data::SynthOptions options;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = data.add_subcommand("synth", "draw labelled faces");
  add_path(*command, "out", arguments->out, "OUT", "folder to make")->required();
  command->add_option("--images", arguments->options.images, "number of images")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command->add_option("--seed", arguments->options.seed, "the same seed draws the same faces")
      ->capture_default_str();
  command->add_option("--side", arguments->options.side, "side of the images, pixels")
      ->capture_default_str()
      ->check(CLI::Range(32, 4096));
  command->add_option("--faces", arguments->faces, "faces of an image: a number or a range, as 0-6")
      ->capture_default_str();
  command->callback([arguments] {
    read_faces(arguments->faces, arguments->options);
    data::write_synthetic_faces(arguments->out, arguments->options);
    const std::filesystem::path out = arguments->out;
    const std::string drawn = arguments->faces == "1" ? "faces" : "images";
    fmt::print("drew {} {}: {}\n", arguments->options.images, drawn,
               shell_line({"--images", (out / "images").string(), "--labels",
                           (out / "labels.txt").string()}));
  });
}

}  // namespace

void add_data(CLI::App& app) {
  auto* command = add_command(app, "data");
  command->require_subcommand(1);
  add_check(*command);
  add_synth(*command);
}

}  // namespace efs::cli
