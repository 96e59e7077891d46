#include <fmt/format.h>

#include <numeric>

#include "cli/worker/commands.h"
#include "cli/worker/config_arguments.h"
#include "cli/worker/evaluation_text.h"
#include "core/files.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string model;
  ConfigArguments config;
  std::string part = "validation";
  std::string csv;
  bool flip = false;
  std::string format = "text";
};

std::vector<std::size_t> indices_of(const data::Dataset& dataset, const std::string& part) {
  if (part == "validation") return dataset.validation;
  if (part == "train") return dataset.train;
  std::vector<std::size_t> all(dataset.samples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

void run(const Arguments& arguments) {
  tune::Predictor predictor(arguments.model);
  const auto options = arguments.config.load();
  require_data(options);
  const auto dataset = data::load_dataset(options.data);
  const auto indices = indices_of(dataset, arguments.part);
  const auto evaluation = tune::evaluate(predictor, dataset, indices, arguments.flip);
  const double baseline = data::mean_box_iou(dataset, indices);
  if (!arguments.csv.empty()) write_file_atomically(arguments.csv, tune::to_csv(evaluation));
  if (arguments.format == "json") {
    auto json = tune::to_json(evaluation);
    json["mean_box_iou"] = baseline;
    fmt::print("{}\n", json.dump(2));
    return;
  }
  print_evaluation(evaluation, arguments.part, baseline);
}

}  // namespace

void add_eval(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("eval", "mean IoU of a model file on a labelled data set");
  command->add_option("model", arguments->model, "a model.onnx that efs wrote")
      ->required()
      ->type_name("MODEL");
  arguments->config.add_to(*command);
  command->add_option("--part", arguments->part, "validation, train or all")
      ->capture_default_str()
      ->check(CLI::IsMember({"validation", "train", "all"}));
  command->add_option("--csv", arguments->csv, "also write one line per image")->type_name("FILE");
  command->add_flag("--flip", arguments->flip,
                    "average with the mirror image's box: better, at twice the time");
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
