#include <fmt/ranges.h>

#include "cli/worker/commands.h"
#include "cli/worker/study_trial.h"
#include "core/error.h"
#include "core/version.h"
#include "nn/catalogue.h"
#include "train/network.h"
#include "train/weights_file.h"
#include "tune/model_export.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string study;  // STUDY or STUDY:TRIAL
  nn::NetworkOptions network{.architecture = ""};
  std::string weights;
  std::uint64_t seed = 0;
  std::string out;
};

void report(const std::string& out, const tune::ExportCheck& check) {
  fmt::print(
      "wrote {} ({:.2f} MB); checked against the trained module: largest difference {:.1e} of the "
      "output's range\n",
      out, static_cast<double>(check.size_bytes) * 1e-6, check.largest_difference);
}

void export_architecture(const Arguments& arguments) {
  const auto graph = nn::build_network(arguments.network);
  auto weights = train::initial_weights(graph, arguments.seed);
  if (!arguments.weights.empty()) {
    const auto given = train::match_weights(graph, train::read_weights(arguments.weights),
                                            train::MatchRule::kBackboneOnly);
    for (const auto& [name, tensor] : given) weights[name] = tensor;
  }
  onnx::ModelInfo info;
  info.input_size = arguments.network.input;
  info.architecture = arguments.network.architecture;
  info.head = arguments.network.head;
  info.variant = nn::variant_text(arguments.network);
  info.program_version = program_version();
  report(arguments.out, tune::export_model(graph, weights, info, arguments.out));
}

void export_trial(const Arguments& arguments) {
  const auto trial = find_study_trial(arguments.study);
  const auto out =
      arguments.out.empty() ? fmt::format("trial{:04d}.onnx", trial.number) : arguments.out;
  report(out, tune::export_model(trial.graph, trial.weights, trial.info, out));
}

void run(const Arguments& arguments) {
  if (arguments.study.empty() == arguments.network.architecture.empty()) {
    fail_usage("export what? give a STUDY (or STUDY:TRIAL), or --arch NAME");
  }
  if (!arguments.study.empty()) return export_trial(arguments);
  if (arguments.out.empty()) fail_usage("--arch needs --out FILE");
  export_architecture(arguments);
}

void add_network(CLI::App& command, nn::NetworkOptions& network) {
  command.add_option("--arch", network.architecture, "an architecture instead of a trial")
      ->type_name("NAME");
  command
      .add_option("--tap", network.tap, "stride where the backbone ends; 0: whole (with --arch)")
      ->capture_default_str();
  command.add_option("--width", network.width, "multiplies its channels (with --arch)")
      ->capture_default_str();
  const auto one_of = [](const std::vector<std::string>& names) {
    return fmt::format("{} (with --arch)", fmt::join(names, ", "));
  };
  command.add_option("--neck", network.neck, one_of(nn::neck_names()))->capture_default_str();
  command.add_option("--head", network.head, one_of(nn::head_names()))->capture_default_str();
  command.add_option("--input", network.input, "side of the input, pixels (with --arch)")
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
}

}  // namespace

void add_export(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("export", "write a trial, or a fresh network, as a model file");
  command->add_option("study", arguments->study, "a study: its winner; STUDY:TRIAL: that trial")
      ->type_name("STUDY[:TRIAL]");
  add_network(*command, arguments->network);
  command
      ->add_option("--weights", arguments->weights,
                   ".safetensors or torchvision .pth (with --arch)")
      ->type_name("FILE");
  command->add_option("--seed", arguments->seed, "of weights that are not given (with --arch)")
      ->capture_default_str();
  command
      ->add_option("--out", arguments->out,
                   "file to write: .onnx, or .pt (TorchScript, for --runtime torch)")
      ->type_name("FILE");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
