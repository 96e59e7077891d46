#include "cli/torch/model/network_arguments.h"

#include <fmt/ranges.h>

#include "cli/config/networks.h"
#include "core/error.h"
#include "data/preprocess.h"
#include "nn/catalogue.h"

namespace efs::cli {
namespace {

ImageSize input_size(const std::string& text) {
  const ImageSize size = parse_image_size(text);
  if (std::max(size.width, size.height) > data::kLargestInput) {
    fail_usage("--input {}: a side is at most {} pixels", text, data::kLargestInput);
  }
  return size;
}

std::string one_of(const std::vector<std::string>& names, const char* of) {
  return fmt::format("{} ({})", fmt::join(names, ", "), of);
}

void add_dense(CLI::App& command, nn::DenseOptions& dense) {
  constexpr const char* kDense = "with --head dense";
  const auto number = [&](const char* name, int& value, const std::string& help) {
    command.add_option(name, value, fmt::format("{} ({})", help, kDense))->capture_default_str();
  };
  number("--finest", dense.finest, "stride of the finest map: 4, 8, 16 or 32");
  number("--levels", dense.levels,
         "number of maps, 1 to 3: at this stride, twice it, and four times it");
  number("--neck-width", dense.neck_width, "channels of the neck's maps, 16 to 128");
  number("--head-width", dense.head_width, "channels of the head's units, 16 to 128");
  number("--head-units", dense.head_units, "units in front of score and box, 0 to 2");
  command.add_option("--head-conv", dense.head_conv, one_of(nn::unit_names(), kDense))
      ->capture_default_str();
  command.add_flag("--head-shared", dense.head_shared,
                   fmt::format("all maps share the weights of the head ({})", kDense));
}

}  // namespace

void add_network(CLI::App& command, nn::NetworkOptions& network) {
  constexpr const char* kArch = "with --arch";
  command
      .add_option_function<std::string>(
          "--arch", [&network](const std::string& word) { set_architecture(network, word); },
          "an architecture, or a file of one, instead of a trial")
      ->type_name("NAME|FILE");
  command
      .add_option("--tap", network.tap, "stride where the backbone ends; 0: whole (with --arch)")
      ->capture_default_str();
  command.add_option("--width", network.width, "multiplies its channels (with --arch)")
      ->capture_default_str();
  command.add_option("--neck", network.neck, one_of(nn::neck_names(), kArch))
      ->capture_default_str();
  command.add_option("--head", network.head, one_of(nn::head_names(), kArch))
      ->capture_default_str();
  command
      .add_option_function<std::string>(
          "--input", [&network](const std::string& text) { network.input = input_size(text); },
          "the input, pixels: the side of a square, or 320x240, width first (with --arch)")
      ->type_name("SIZE")
      ->default_str(to_string(network.input));
  add_dense(command, network.dense);
}

}  // namespace efs::cli
