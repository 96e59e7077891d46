#include <spdlog/spdlog.h>

#include <filesystem>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/task_text.h"
#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/shell_words.h"
#include "core/text/text_parts.h"
#include "data/dataset/convert.h"
#include "data/dataset/dataset.h"
#include "data/dataset/label_sheet.h"
#include "data/dataset/look_alikes.h"
#include "data/dataset/summary.h"
#include "data/synth/synth.h"

namespace efs::cli {
namespace {

void add_check(CLI::App& data) {
  auto* command = data.add_subcommand("check", "summarise photographs and their labels");
  struct Arguments : ConfigArguments {
    std::string sheet, look_alikes;
  };
  auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*command);
  add_path(*command, "--sheet", arguments->sheet, "FILE.jpg|DIR",
           "draw the labels on a sample of the photographs, and on all that are suspicious: one "
           "sheet, or a picture of each; must be new");
  add_path(*command, "--look-alikes", arguments->look_alikes, "FILE",
           "write the pairs of photographs that look alike, for data.near_duplicates; must be new");
  command->callback([arguments] {
    const auto options = arguments->load();
    require_data(options);
    const auto dataset = data::load_dataset(options.data);
    fmt::print("task        {}\n", task_text(options));
    fmt::print("{}", data::summary_text(dataset));
    data::warn_of_look_alikes(dataset);
    if (!arguments->look_alikes.empty()) {
      const auto pairs = data::look_alikes_among(dataset);
      data::write_look_alikes(arguments->look_alikes, pairs);
      fmt::print("wrote {} pairs that look alike: {}\n", pairs.size(), arguments->look_alikes);
    }
    if (!arguments->sheet.empty()) {
      const auto drawn = data::draw_labels(dataset, arguments->sheet);
      fmt::print("drew {} photographs, {} of them suspicious: {}\n", drawn.photographs,
                 drawn.suspicious, arguments->sheet);
    }
    data::require_trainable(dataset);
  });
}

/// A row for each writer: "coco: a folder ...".
std::string writers_text() {
  std::string text;
  for (const data::LabelWriter& writer : data::label_writers()) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", writer.name, writer.summary);
  }
  return text;
}

void print_conversion(const data::Conversion& conversion, const std::string& format,
                      const std::string& out) {
  fmt::print("labels      {}\n", hanging(conversion.labels, 12));
  fmt::print("wrote {}: {} images, {} faces, {} regions to ignore as {}\n", out, conversion.images,
             conversion.faces, conversion.ignored - conversion.lost_ignored, format);
  if (conversion.lost_ignored > 0) {
    spdlog::warn(
        "{} regions to ignore are left out, which {} cannot say: a detector would learn "
        "them as background",
        conversion.lost_ignored, format);
  }
  if (conversion.lost_sides) {
    spdlog::warn("the division into training and validation is left out, which {} cannot say",
                 format);
  }
}

void add_convert(CLI::App& data) {
  struct Arguments : ConfigArguments {
    std::string from, to, out;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = data.add_subcommand("convert", "write labels again in another format");
  arguments->add_to(*command);
  add_path(*command, "--from", arguments->from, "FORMAT",
           "format of the labels (default: recognised; data.format)");
  command->add_option("--to", arguments->to, writers_text())
      ->required()
      ->check(CLI::IsMember(names_of(data::label_writers())));
  add_path(*command, "--out", arguments->out, "PATH", "file or folder to write, which must be new")
      ->required();
  command->callback([arguments] {
    if (!arguments->from.empty()) arguments->words.push_back("data.format=" + arguments->from);
    const auto options = arguments->load();
    require_data(options);
    const auto& writer = find_row(data::label_writers(), "format", arguments->to);
    print_conversion(data::convert_labels(options.data, writer, arguments->out), arguments->to,
                     arguments->out);
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
  add_convert(*command);
  add_synth(*command);
}

}  // namespace efs::cli
