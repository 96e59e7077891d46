#include <fmt/format.h>

#include <optional>

#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/model/evaluation_text.h"
#include "cli/torch/model/judged_images.h"
#include "core/files/user_files.h"
#include "data/dataset/mean_box.h"

namespace efs::cli {
namespace {

constexpr const char* kCsvCure = "give another name with --csv, or remove it";

struct Arguments {
  std::string model;
  ConfigArguments config;
  std::string part;  // empty: see judged_images()
  std::string csv;
  bool flip = false;
  std::string format = "text";
};

void run(const Arguments& arguments) {
  if (!arguments.csv.empty()) refuse_existing(arguments.csv, kCsvCure);
  tune::Predictor predictor(arguments.model);
  const auto options = arguments.config.load();
  require_data(options);
  const auto dataset = data::load_dataset(options.data);
  const auto judged = judged_images(dataset, arguments.part, predictor.info(), arguments.model);
  const auto evaluation = tune::evaluate(predictor, dataset, judged.indices, arguments.flip);
  std::optional<double> baseline;
  if (!dataset.train.empty()) baseline = data::mean_box_iou(dataset, judged.indices);
  if (!arguments.csv.empty()) write_new_file(arguments.csv, tune::to_csv(evaluation), kCsvCure);
  if (arguments.format == "json") {
    auto json = tune::to_json(evaluation);
    json["mean_box_iou"] = baseline ? Json(*baseline) : Json();
    json["judged_on"] = judged.description;
    json["images_that_trained_it"] = judged.trained ? Json(*judged.trained) : Json();
    json["images_that_validated_it"] = judged.validated ? Json(*judged.validated) : Json();
    fmt::print("{}\n", json.dump(2));
    return;
  }
  print_evaluation(evaluation, judged.description, baseline);
}

}  // namespace

void add_eval(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("eval", "mean IoU of a model file on a labelled data set");
  command->add_option("model", arguments->model, "a model.onnx that efs wrote")
      ->required()
      ->type_name("MODEL");
  arguments->config.add_to(*command);
  command
      ->add_option(
          "--part", arguments->part,
          "validation, train, all, or unseen: what neither trained nor validated the model "
          "(default: validation; all of photographs that the model has not seen)")
      ->check(CLI::IsMember({"validation", "train", "all", "unseen"}));
  command->add_option("--csv", arguments->csv, "new file for one line per image")
      ->type_name("FILE");
  command->add_flag("--flip", arguments->flip,
                    "average with the mirror image's box: better, at twice the time");
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
