#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/model/export_comparison.h"
#include "cli/torch/study_trial.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "core/version.h"
#include "data/preprocess.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "train/network/initial_weights.h"
#include "train/weights/match_weights.h"
#include "train/weights/weights_file.h"
#include "tune/model/deployed.h"
#include "tune/model/model_export.h"
#include "tune/model/normalise.h"
#include "tune/scratch_file.h"

namespace efs::cli {
namespace {

struct ModelExportArguments {
  std::string study;  // STUDY or STUDY:TRIAL
  nn::NetworkOptions network{.architecture = ""};
  std::string weights;
  std::uint64_t seed = 0;
  std::string out;
  std::string precision = "fp32";
  std::string calibration;  // empty: the default
};

constexpr std::size_t kCalibrationImages = 256;

void report(const std::string& out, const tune::ExportCheck& check) {
  fmt::print(
      "wrote {} ({:.2f} MB); checked against the trained module: largest difference {:.1e} of the "
      "output's range\n",
      out, static_cast<double>(check.size_bytes) * 1e-6, check.largest_difference);
}

void export_architecture(const ModelExportArguments& arguments) {
  const auto graph = nn::build_network(arguments.network);
  auto weights = train::initial_weights(graph, arguments.seed);
  if (!arguments.weights.empty()) {
    refuse_input(arguments.out, {arguments.weights});
    const auto given = train::match_weights(graph, train::read_weights(arguments.weights));
    for (const auto& [name, tensor] : given) weights[name] = tensor;
  }
  onnx::ModelInfo info;
  info.input = arguments.network.input;
  info.architecture = arguments.network.architecture;
  info.head = arguments.network.head;
  info.variant = nn::variant_text(arguments.network);
  info.program_version = program_version();
  report(arguments.out,
         tune::export_model(graph, weights, info, arguments.out, {.name = arguments.precision}));
}

/// Training images, evenly over the label file.
std::vector<std::vector<float>> calibration_images(const data::Dataset& dataset,
                                                   const onnx::ModelInfo& info) {
  const std::size_t count = std::min(kCalibrationImages, dataset.train.size());
  std::vector<std::vector<float>> images;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& sample = dataset.samples.at(dataset.train[i * dataset.train.size() / count]);
    images.push_back(tune::normalise(
        data::prepare_image(sample.path, info.input, detect::fit_of(info.fit)).pixels, info));
  }
  return images;
}

void export_trial(const ModelExportArguments& arguments) {
  const auto trial = find_study_trial(arguments.study);
  std::string out = arguments.out;
  if (out.empty()) {
    const bool plain = arguments.precision == "fp32";
    out = fmt::format("{}-trial{:04d}{}.onnx", trial.study_name, trial.number,
                      plain ? "" : "-" + arguments.precision);
    refuse_existing(out, "give a name with --out");
  }
  if (arguments.precision == "fp32" && trial.info.task != "faces") {
    return report(out, tune::export_model(trial.graph, trial.weights, trial.info, out));
  }
  const auto dataset = data::load_dataset(trial.data);
  tune::ExportPrecision precision{.name = arguments.precision};
  if (arguments.precision == "int8") {
    precision.images = calibration_images(dataset, trial.info);
    if (arguments.calibration == "percentile") {
      precision.calibration = train::Calibration::kPercentile;
    }
  }
  const auto deployed = tune::export_deployed(trial.graph, trial.weights, trial.info, out, dataset,
                                              trial.threshold, precision);
  report(out, deployed.check);
  if (deployed.info.score_threshold) {
    fmt::print("score threshold {:.3f}: precision {:.4f}, recall {:.4f} on {} validation images\n",
               *deployed.info.score_threshold, *deployed.info.precision_at_threshold,
               *deployed.info.recall_at_threshold, dataset.validation.size());
  }
  if (arguments.precision == "fp32") return;
  const tune::ScratchFile fp32{fmt::format("{}.{}.fp32.onnx", out, ::getpid())};
  tune::export_model(trial.graph, trial.weights, trial.info, fp32.path);
  compare_exports(fp32.path, out, dataset);
}

void run_export(const ModelExportArguments& arguments) {
  if (!arguments.calibration.empty() && arguments.precision != "int8") {
    fail_usage("--calibration needs --precision int8");
  }
  if (arguments.study.empty() == arguments.network.architecture.empty()) {
    fail_usage("export what? give a STUDY (or STUDY:TRIAL), or --arch NAME");
  }
  if (!arguments.study.empty()) return export_trial(arguments);
  if (arguments.out.empty()) fail_usage("--arch needs --out FILE");
  if (arguments.precision == "int8") {
    fail_usage("--precision int8 is for a STUDY: its training images calibrate it");
  }
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
  command
      .add_option_function<int>(
          "--input", [&network](int side) { network.input = square(side); },
          "side of the input, pixels (with --arch)")
      ->default_str(to_string(network.input))
      ->check(CLI::Range(1, 4096));
}

}  // namespace

void add_export(CLI::App& app) {
  auto arguments = std::make_shared<ModelExportArguments>();
  auto* command = add_command(app, "export");
  add_path(*command, "study", arguments->study, "STUDY[:TRIAL]",
           "a study: its winner; STUDY:TRIAL: that trial");
  add_network(*command, arguments->network);
  add_path(*command, "--weights", arguments->weights, "FILE",
           ".safetensors or torchvision .pth (with --arch)");
  command->add_option("--seed", arguments->seed, "seed of the other weights (with --arch)")
      ->capture_default_str();
  add_path(*command, "--out", arguments->out, "FILE",
           "file to write: .onnx, or .pt (TorchScript, for --runtime torch); a file of this name "
           "is replaced (default: STUDY-trialNNNN[-PRECISION].onnx, which must be new)");
  command
      ->add_option("--precision", arguments->precision,
                   "fp32, fp16 or int8; for a trial, also prints what it costs and gains")
      ->capture_default_str()
      ->check(CLI::IsMember({"fp32", "fp16", "int8"}));
  command
      ->add_option("--calibration", arguments->calibration,
                   "for int8: minmax (default), or percentile, which cuts one value in 10,000")
      ->check(CLI::IsMember({"minmax", "percentile"}));
  command->callback([arguments] { run_export(*arguments); });
}

}  // namespace efs::cli
