#include <unistd.h>

#include <optional>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/model/export_comparison.h"
#include "cli/torch/model/export_text.h"
#include "cli/torch/model/network_arguments.h"
#include "cli/torch/model/threshold_images.h"
#include "cli/torch/study_trial.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "data/preprocess.h"
#include "train/network/initial_weights.h"
#include "train/weights/match_weights.h"
#include "train/weights/weights_file.h"
#include "tune/model/deployed.h"
#include "tune/model/model_export.h"
#include "tune/model/network_info.h"
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
  std::optional<std::string> calibration;
  std::string outputs_name = "decoded";
  onnx::Batch batch;

  /// Without the images that calibrate int8.
  tune::ExportForm form() const {
    return {.precision = precision, .outputs = onnx::face_outputs_of(outputs_name), .batch = batch};
  }
};

constexpr std::size_t kCalibrationImages = 256;

void export_architecture(const ModelExportArguments& arguments) {
  const auto graph = nn::build_network(arguments.network);
  auto weights = train::initial_weights(graph, arguments.seed);
  if (!arguments.weights.empty()) {
    refuse_input(arguments.out, {arguments.weights});
    const auto given = train::match_weights(graph, train::read_weights(arguments.weights));
    for (const auto& [name, tensor] : given) weights[name] = tensor;
  }
  const tune::ExportForm form = arguments.form();
  const auto info = tune::info_of_network(arguments.network);
  print_export(arguments.out, tune::export_model(graph, weights, info, arguments.out, form),
               form.batch);
  print_use(arguments.out, info, form);
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

/// STUDY-trialNNNN[-PRECISION][-OUTPUTS][-batch-BATCH].onnx, which must be new.
std::string new_name(const StudyTrial& trial, const ModelExportArguments& arguments) {
  std::string name = fmt::format("{}-trial{:04d}", trial.study_name, trial.number);
  if (arguments.precision != "fp32") name += "-" + arguments.precision;
  if (arguments.outputs_name != "decoded") name += "-" + arguments.outputs_name;
  if (arguments.batch != onnx::Batch()) name += "-batch-" + to_string(arguments.batch);
  name += ".onnx";
  refuse_existing(name, "give a name with --out");
  return name;
}

/// Prints what the precision costs and gains.
void compare_with_fp32(const StudyTrial& trial, const tune::ExportForm& form,
                       const std::string& out, const data::Dataset& dataset) {
  const tune::ScratchFile fp32{fmt::format("{}.{}.fp32.onnx", out, ::getpid())};
  tune::export_model(trial.graph, trial.weights, trial.info, fp32.path);
  if (form.is_predictable()) return compare_exports(fp32.path, out, dataset);
  // The boxes of both must be known.
  const tune::ScratchFile other{fmt::format("{}.{}.decoded.onnx", out, ::getpid())};
  tune::export_model(trial.graph, trial.weights, trial.info, other.path, form.predictable());
  compare_exports(fp32.path, other.path, dataset);
}

/// Exports with the threshold, of several faces, that is right on these photographs.
void deploy(const StudyTrial& trial, const tune::ExportForm& form, const std::string& out,
            const data::Dataset& dataset) {
  const auto deployed = tune::export_deployed(trial.graph, trial.weights, trial.info, out, dataset,
                                              trial.threshold, form);
  print_export(out, deployed.check, form.batch);
  print_chosen_threshold(deployed.info, dataset);
  print_use(out, deployed.info, form);
}

void export_trial(const ModelExportArguments& arguments) {
  const auto trial = find_study_trial(arguments.study);
  tune::ExportForm form = arguments.form();
  tune::require_form(form, trial.graph);
  const std::string out = arguments.out.empty() ? new_name(trial, arguments) : arguments.out;
  tune::require_form_of_file(form, out);
  if (form.precision == "fp32") {
    if (const auto images = threshold_images(trial)) return deploy(trial, form, out, *images);
    print_export(out, tune::export_model(trial.graph, trial.weights, trial.info, out, form),
                 form.batch);
    return print_use(out, trial.info, form);
  }
  const auto dataset = data::load_dataset(trial.data);
  if (form.precision == "int8") {
    form.images = calibration_images(dataset, trial.info);
    if (arguments.calibration) form.calibration = train::calibration_of(*arguments.calibration);
  }
  deploy(trial, form, out, dataset);
  compare_with_fp32(trial, form, out, dataset);
}

void run_export(const ModelExportArguments& arguments) {
  if (arguments.calibration && arguments.precision != "int8") {
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
           "is replaced (default: STUDY-trialNNNN[-PRECISION][-OUTPUTS][-batch-BATCH].onnx, which "
           "must be new)");
  command
      ->add_option("--precision", arguments->precision,
                   "fp32, fp16 or int8; for a trial, also prints what it costs and gains")
      ->capture_default_str()
      ->check(CLI::IsMember({"fp32", "fp16", "int8"}));
  command
      ->add_option("--calibration", arguments->calibration,
                   "for int8: percentile (default), which cuts one value in 10,000, or minmax")
      ->check(CLI::IsMember(train::calibration_names()));
  command
      ->add_option("--outputs", arguments->outputs_name,
                   "of a detector of several faces: decoded (faces), raw (the maps, for a program "
                   "that decodes them), or yunet (for OpenCV's FaceDetectorYN)")
      ->capture_default_str()
      ->check(CLI::IsMember(onnx::face_outputs_names()));
  command
      ->add_option_function<std::string>(
          "--batch",
          [arguments](const std::string& text) { arguments->batch = onnx::batch_of(text); },
          "images that a run of an .onnx file takes: a number, or dynamic for any")
      ->type_name("N|dynamic")
      ->default_str(to_string(arguments->batch));
  command->callback([arguments] { run_export(*arguments); });
}

}  // namespace efs::cli
