#include <fmt/ranges.h>

#include "cli/config/networks.h"
#include "cli/options.h"
#include "cli/torch/commands.h"
#include "core/error.h"
#include "core/numbers.h"
#include "graph/cost.h"
#include "nn/network.h"
#include "tune/model/network_check.h"

namespace efs::cli {
namespace {

/// The backbone alone, and the detectors in which it is tried, one a task.
std::vector<nn::NetworkOptions> tries_of(const nn::NetworkOptions& backbone) {
  std::vector<nn::NetworkOptions> networks(3, backbone);
  networks[1].head = "soft_argmax";
  networks[2].head = "dense";
  return networks;
}

std::string maps_text(const nn::NetworkOptions& backbone, int input) {
  graph::Builder builder(3, input, input);
  std::vector<std::string> maps;
  for (const nn::Tap& tap : nn::backbone_of(backbone).build(builder, 1.0)) {
    maps.push_back(fmt::format("stride {} {} {}", tap.stride,
                               graph::to_string(builder.shape(tap.node)),
                               builder.node(tap.node).name));
  }
  return fmt::format("{}", fmt::join(maps, "\n         "));
}

void check_network(const nn::NetworkOptions& network) {
  const auto check = tune::check_network(network);
  if (!check.gradients.passes()) {
    fail(
        "{} with head {} does not train: of {} parameters {} have no finite gradient ({}), and {} "
        "one of zero",
        network.architecture, network.head, check.gradients.parameters,
        check.gradients.infinite.size(), fmt::join(check.gradients.infinite, ", "),
        check.gradients.silent);
  }
  fmt::print("{:<13}gradients of {} parameters are finite\n",
             network.head == "none" ? "features" : network.head, check.gradients.parameters);
  for (const auto& [runtime, difference] : check.differences) {
    fmt::print("{:<13}{} agrees with libtorch to {:.1g} of the output's range\n", "", runtime,
               difference);
  }
}

void check(const std::string& word, int input) {
  nn::NetworkOptions backbone{.head = "none", .input = square(input)};
  set_architecture(backbone, word);
  const auto graph = nn::build_network(backbone);
  const graph::Cost cost = graph::cost(graph);
  fmt::print("network  {}: {} parameters, {} MACs at input {}, {} layers\n", backbone.architecture,
             short_count(cost.weight_count), short_count(cost.macs), input, graph.nodes().size());
  fmt::print("maps     {}\n", maps_text(backbone, input));
  for (const auto& network : tries_of(backbone)) check_network(network);
}

}  // namespace

void add_archs_check(CLI::App& app) {
  struct Arguments {
    std::string network;
    int input = 128;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = add_command(app, "archs");
  command->require_subcommand(1);
  auto* checking = command->add_subcommand(
      "check", "whether a network trains, is exported, and computes the same in each runtime");
  checking->add_option("network", arguments->network, "a file (docs/own-networks.md), or a name")
      ->required()
      ->type_name("FILE|NAME");
  checking->add_option("--input", arguments->input, "square model input, pixels")
      ->capture_default_str()
      ->check(CLI::Range(32, 1024));
  checking->callback([arguments] { check(arguments->network, arguments->input); });
}

}  // namespace efs::cli
