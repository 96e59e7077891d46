#include <fmt/format.h>

#include <optional>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/model/comparison_plot.h"
#include "cli/torch/model/evaluation_text.h"
#include "cli/torch/model/given_files.h"
#include "cli/torch/model/judged_images.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "data/dataset/mean_box.h"

namespace efs::cli {
namespace {

constexpr const char* kCurveCure = "give another name with --curve, or remove it";

struct EvalArguments {
  std::string model;  // empty: only detections of files are judged
  ConfigArguments config;
  std::vector<std::string> detections;
  std::string part;  // empty: see judged_images()
  std::string csv;
  std::string curve;
  bool flip = false;
  std::string format = "text";
};

/// Beside detections the model may be left out; the first word is then the configuration's.
EvalArguments with_words_sorted(EvalArguments arguments) {
  if (arguments.detections.empty()) {
    if (!arguments.model.empty()) return arguments;
    fail_usage(
        "which model? give a model.onnx that efs wrote, or --detections FILE, what another "
        "detector "
        "found");
  }
  if (arguments.model.empty() || fs::path(arguments.model).extension() == ".onnx") {
    return arguments;
  }
  auto& words = arguments.config.words;
  words.insert(words.begin(), arguments.model);
  arguments.model.clear();
  return arguments;
}

/// Before anything is read.
void check_outputs(const EvalArguments& arguments) {
  if (!arguments.csv.empty()) refuse_existing(arguments.csv, kCsvCure);
  if (!arguments.curve.empty()) refuse_existing(arguments.curve, kCurveCure);
  if (!arguments.curve.empty() && fs::path(arguments.curve).extension() != ".svg") {
    fail_usage("--curve draws an SVG file; give it a name that ends in .svg, not {}",
               arguments.curve);
  }
  if (!arguments.model.empty()) return;
  if (!arguments.csv.empty()) {
    fail_usage("--csv lists the images of a MODEL; name one beside --detections, or leave it out");
  }
  if (arguments.flip) fail_usage("--flip is for a MODEL that finds one face; leave it out");
}

/// What both tasks say of the images besides the evaluation.
void add_origin(Json& json, const JudgedImages& judged) {
  json["judged_on"] = judged.description;
  json["images_that_trained_it"] = optional_json(judged.trained);
  json["images_that_validated_it"] = optional_json(judged.validated);
}

void print_json(const Json& json) { fmt::print("{}\n", json.dump(2)); }

void eval_single(const EvalArguments& arguments, tune::Predictor& predictor,
                 const data::Dataset& dataset, const JudgedImages& judged) {
  const auto evaluation = tune::evaluate(predictor, dataset, judged.indices, arguments.flip);
  std::optional<double> baseline;
  if (!dataset.train.empty()) baseline = data::mean_box_iou(dataset, judged.indices);
  if (!arguments.csv.empty()) write_new_file(arguments.csv, tune::to_csv(evaluation), kCsvCure);
  if (arguments.format != "json") {
    return print_evaluation(evaluation, judged.description, baseline);
  }
  auto json = tune::to_json(evaluation);
  json["mean_box_iou"] = optional_json(baseline);
  add_origin(json, judged);
  print_json(json);
}

/// The model, if there is one, and the files of detections on the same images.
struct FaceEvaluations {
  std::optional<tune::FaceEvaluation> model;
  std::vector<tune::GivenEvaluation> given;
};

FaceEvaluations evaluate_all(tune::Predictor* predictor, const std::vector<GivenFile>& files,
                             const data::Dataset& dataset, const JudgedImages& judged) {
  FaceEvaluations all;
  if (predictor != nullptr) {
    all.model = tune::evaluate_faces(*predictor, dataset, judged.indices);
  }
  for (const GivenFile& file : files) {
    all.given.push_back(tune::evaluate_given(file.found, dataset, judged.indices));
  }
  return all;
}

/// Points into `all`.
std::vector<tune::ComparedDetector> compared(const FaceEvaluations& all,
                                             const EvalArguments& arguments) {
  std::vector<std::string> paths = arguments.detections;
  if (all.model) paths.insert(paths.begin(), arguments.model);
  const std::vector<std::string> names = short_names(paths);
  std::vector<tune::ComparedDetector> detectors;
  if (all.model) detectors.push_back({names[0], &*all.model});
  for (const tune::GivenEvaluation& given : all.given) {
    detectors.push_back({names[detectors.size()], &given.evaluation, &given});
  }
  return detectors;
}

void print_faces_json(const FaceEvaluations& all,
                      const std::vector<tune::ComparedDetector>& detectors,
                      const JudgedImages& judged) {
  Json json;
  if (all.model) {
    json = tune::to_json(*all.model);
    add_origin(json, judged);
  } else {
    const tune::FaceEvaluation& first = *detectors.at(0).evaluation;
    json = {
        {"images", first.images.size()}, {"faces", first.faces}, {"judged_on", judged.description}};
  }
  if (!all.given.empty()) json["detectors"] = tune::to_json(detectors);
  print_json(json);
}

void print_faces_text(const FaceEvaluations& all,
                      const std::vector<tune::ComparedDetector>& detectors,
                      const JudgedImages& judged) {
  if (all.model) {
    print_evaluation(*all.model, judged.description);
    if (!all.given.empty()) fmt::print("\n");
  } else {
    const tune::FaceEvaluation& first = *detectors.at(0).evaluation;
    fmt::print("{} images ({}), {} faces\n", first.images.size(), judged.description, first.faces);
  }
  if (!all.given.empty()) print_comparison(detectors);
}

void eval_faces(const EvalArguments& arguments, tune::Predictor* predictor,
                const std::vector<GivenFile>& files, const data::Dataset& dataset,
                const JudgedImages& judged) {
  const FaceEvaluations all = evaluate_all(predictor, files, dataset, judged);
  const auto detectors = compared(all, arguments);
  if (!arguments.csv.empty()) write_new_file(arguments.csv, tune::to_csv(*all.model), kCsvCure);
  if (!arguments.curve.empty()) {
    write_new_file(arguments.curve, report::to_svg(comparison_plot(detectors)), kCurveCure);
  }
  (arguments.format == "json" ? print_faces_json : print_faces_text)(all, detectors, judged);
}

/// What is asked for and the model's task does not have.
void check_task_of(const tune::Predictor& predictor, const EvalArguments& arguments) {
  if (predictor.finds_faces() && arguments.flip) {
    fail_usage("--flip averages one box with the mirror image's; {} finds several faces",
               arguments.model);
  }
  if (predictor.finds_faces() || (arguments.detections.empty() && arguments.curve.empty())) return;
  fail_usage(
      "--detections and --curve need faces with scores; {} answers with one box for each image, "
      "without a score",
      arguments.model);
}

/// The configuration's options for the model's task.
tune::SearchOptions options_for(const ConfigArguments& config, const tune::Predictor& predictor,
                                const std::string& model) {
  const std::string& task = predictor.info().task;
  const auto options = config.load(task);
  if (options.fitness.task.name != task) {
    fail_usage(
        "{} was made for the task {}, the configuration is for {}; give the photographs alone, "
        "with --images and --labels, or another configuration",
        model, task, options.fitness.task.name);
  }
  return options;
}

/// Whether the configuration, its file or the labels divide the images; otherwise a share of them is
/// drawn, which no other detector knows of.
bool is_divided(const data::Dataset& dataset, const data::DatasetOptions& options,
                const std::vector<std::string>& words) {
  const auto divides = [](const std::string& word) {
    return word.find('=') == std::string::npos || word.starts_with("data.validation_share=");
  };
  const auto has_side = [](const data::Sample& sample) { return sample.side != data::Side::kOpen; };
  return !options.folds.empty() || std::ranges::any_of(words, divides) ||
         std::ranges::any_of(dataset.samples, has_side);
}

void run_eval(const EvalArguments& given) {
  const EvalArguments arguments = with_words_sorted(given);
  check_outputs(arguments);
  std::optional<tune::Predictor> predictor;
  if (!arguments.model.empty()) {
    predictor.emplace(arguments.model);
    check_task_of(*predictor, arguments);
  }
  const auto options = predictor ? options_for(arguments.config, *predictor, arguments.model)
                                 : arguments.config.load();
  require_data(options);
  const auto files = read_given_files(arguments.detections, options.data);
  const auto dataset = data::load_dataset(options.data);
  const auto judged =
      predictor ? judged_images(dataset, arguments.part, predictor->info(), arguments.model)
                : judged_images(dataset, arguments.part,
                                is_divided(dataset, options.data, arguments.config.words));
  if (predictor && !predictor->finds_faces()) {
    return eval_single(arguments, *predictor, dataset, judged);
  }
  eval_faces(arguments, predictor ? &*predictor : nullptr, files, dataset, judged);
}

}  // namespace

void add_eval(CLI::App& app) {
  auto arguments = std::make_shared<EvalArguments>();
  auto* command = add_command(app, "eval");
  add_path(*command, "model", arguments->model, "MODEL",
           "a model.onnx that efs wrote; may be left out beside --detections");
  arguments->config.add_to(*command);
  // One FILE each time, so that a configuration may follow.
  add_path(
      *command, "--detections", arguments->detections, "FILE",
      "what another detector found, to judge it too: lines 'path score x1 y1 x2 y2' in pixels, "
      "or CSV with the header image_id,x1,y1,x2,y2,score; once for each detector")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--part", arguments->part,
          "validation, train, all, or unseen: what neither trained nor validated the model "
          "(default: validation; all where the model has not seen any of the photographs, and "
          "without a model where nobody divides them)")
      ->check(CLI::IsMember({"validation", "train", "all", "unseen"}));
  add_path(*command, "--csv", arguments->csv, "FILE", "new file for one line per image");
  add_path(*command, "--curve", arguments->curve, "FILE.svg",
           "new file for the curves of recall over false alarms (several faces)");
  command->add_flag("--flip", arguments->flip,
                    "average with the mirror image's box: better, at twice the time");
  add_format(*command, arguments->format);
  command->callback([arguments] { run_eval(*arguments); });
}

}  // namespace efs::cli
