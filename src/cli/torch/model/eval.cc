#include <fmt/format.h>

#include <optional>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/model/evaluation_text.h"
#include "cli/torch/model/judged_images.h"
#include "core/files/user_files.h"
#include "data/dataset/mean_box.h"

namespace efs::cli {
namespace {

struct EvalArguments {
  std::string model;
  ConfigArguments config;
  std::string part;  // empty: see judged_images()
  std::string csv;
  bool flip = false;
  std::string format = "text";
};

/// What both tasks say of the images besides the evaluation.
void add_origin(Json& json, const JudgedImages& judged) {
  json["judged_on"] = judged.description;
  json["images_that_trained_it"] = optional_json(judged.trained);
  json["images_that_validated_it"] = optional_json(judged.validated);
}

void print_json(Json json, const JudgedImages& judged) {
  add_origin(json, judged);
  fmt::print("{}\n", json.dump(2));
}

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
  print_json(std::move(json), judged);
}

void eval_faces(const EvalArguments& arguments, tune::Predictor& predictor,
                const data::Dataset& dataset, const JudgedImages& judged) {
  if (arguments.flip) {
    fail_usage("--flip averages one box with the mirror image's; {} finds several faces",
               arguments.model);
  }
  const auto evaluation = tune::evaluate_faces(predictor, dataset, judged.indices);
  if (!arguments.csv.empty()) write_new_file(arguments.csv, tune::to_csv(evaluation), kCsvCure);
  if (arguments.format == "json") return print_json(tune::to_json(evaluation), judged);
  print_evaluation(evaluation, judged.description);
}

/// The configuration's options for the model's task.
tune::SearchOptions options_for(const ConfigArguments& config, const tune::Predictor& predictor,
                                const std::string& model) {
  const std::string& task = predictor.info().task;
  auto options = config.load(task);
  require_data(options);
  if (options.fitness.task.name != task) {
    fail_usage(
        "{} was made for the task {}, the configuration is for {}; give the photographs alone, "
        "with --images and --labels, or another configuration",
        model, task, options.fitness.task.name);
  }
  return options;
}

void run_eval(const EvalArguments& arguments) {
  if (!arguments.csv.empty()) refuse_existing(arguments.csv, kCsvCure);
  tune::Predictor predictor(arguments.model);
  const auto options = options_for(arguments.config, predictor, arguments.model);
  const auto dataset = data::load_dataset(options.data);
  const auto judged = judged_images(dataset, arguments.part, predictor.info(), arguments.model);
  (predictor.finds_faces() ? eval_faces : eval_single)(arguments, predictor, dataset, judged);
}

}  // namespace

void add_eval(CLI::App& app) {
  auto arguments = std::make_shared<EvalArguments>();
  auto* command = add_command(app, "eval");
  add_path(*command, "model", arguments->model, "MODEL", "a model.onnx that efs wrote")->required();
  arguments->config.add_to(*command);
  command
      ->add_option(
          "--part", arguments->part,
          "validation, train, all, or unseen: what neither trained nor validated the model "
          "(default: validation; all where the model has not seen any of the photographs)")
      ->check(CLI::IsMember({"validation", "train", "all", "unseen"}));
  add_path(*command, "--csv", arguments->csv, "FILE", "new file for one line per image");
  command->add_flag("--flip", arguments->flip,
                    "average with the mirror image's box: better, at twice the time");
  add_format(*command, arguments->format);
  command->callback([arguments] { run_eval(*arguments); });
}

}  // namespace efs::cli
