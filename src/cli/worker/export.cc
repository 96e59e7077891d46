#include <fmt/ranges.h>

#include <charconv>

#include "cli/config/search_config.h"
#include "cli/worker/commands.h"
#include "core/error.h"
#include "core/version.h"
#include "nn/catalogue.h"
#include "train/network.h"
#include "train/weights_file.h"
#include "tune/best.h"
#include "tune/candidate.h"
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

/// "runs/faces:17" -> {"runs/faces", 17}
std::pair<std::string, std::optional<int>> split_trial(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {text, std::nullopt};
  int number = 0;
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto [position, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || position != end || number < 0) {
    fail_usage("'{}': behind the colon stands the number of a trial, e.g. runs/faces:17", text);
  }
  return {text.substr(0, colon), number};
}

void export_trial(const Arguments& arguments) {
  const auto [root, wanted] = split_trial(arguments.study);
  const tune::StudyFolder folder(root);
  const auto storage = study::open_sqlite_storage(folder.database().string());
  auto config = Config::parse(storage->info().config_yaml, folder.config().string());
  const auto options = parse_search_config(config);
  const auto history = storage->history();
  const auto number = wanted ? wanted : tune::winner_of(options, history);
  if (!number) fail("no trial of {} has a fitness yet; name one: {}:TRIAL", root, root);
  if (*number >= static_cast<int>(history.trials.size())) {
    fail("{} has {} trials, numbered from 0; there is no trial {}", root, history.trials.size(),
         *number);
  }
  const auto& trial = history.trials.at(static_cast<std::size_t>(*number));
  const auto graph = nn::build_network(tune::candidate_of(options, trial.params).network);
  const auto out = arguments.out.empty() ? fmt::format("trial{:04d}.onnx", *number) : arguments.out;
  report(out, tune::export_model(graph, tune::trial_weights(options, trial, folder),
                                 tune::model_info(options, storage->info(), trial), out));
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
