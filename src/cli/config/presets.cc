#include "cli/config/presets.h"

#include "core/error.h"
#include "core/spelling.h"
#include "nn/catalogue.h"

namespace efs::cli {
namespace {

struct Preset {
  std::string name;
  tune::SearchOptions (*make)();
};

search::Parameter architecture_parameter(const std::vector<std::string>& names) {
  return {"architecture", {names.begin(), names.end()}};
}

search::Parameter learning_rate_parameter(const std::vector<double>& values) {
  return {"learning_rate", {values.begin(), values.end()}};
}

tune::SearchOptions make_default() {
  tune::SearchOptions options;
  options.input = 96;
  options.space.parameters = {
      architecture_parameter({"resnet18", "squeezenet1_1", "shufflenet_v2_x0_5",
                              "shufflenet_v2_x1_0", "mobilenet_v2", "mobilenet_v3_small",
                              "mobilenet_v3_large", "mnasnet0_5", "regnet_x_400mf",
                              "regnet_y_400mf"}),
      learning_rate_parameter({1e-3, 3e-4})};
  options.staged.stages = {{4, 5}, {12, 2}, {30, 1}};
  options.train.schedule = train::Schedule::kConstant;
  return options;
}

tune::SearchOptions make_edgefacesearch() {
  tune::SearchOptions options;
  options.input = 224;
  std::vector<std::string> names;
  for (const auto& row : nn::architectures()) names.push_back(row.name);
  options.space.parameters = {architecture_parameter(names),
                              learning_rate_parameter({1e-2, 1e-3, 1e-4, 1e-5})};
  options.staged.stages = {{10, 8}, {30, 2}, {60, 1}};
  options.staged.restart = true;
  options.fitness.expression = "val_loss * latency_ms";
  options.fitness.direction = search::Direction::kMinimize;
  options.data.validation_share = 0.2;
  return options;
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> table{{"default", make_default},
                                         {"edgefacesearch", make_edgefacesearch}};
  return table;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& row : presets()) names.push_back(row.name);
  return names;
}

tune::SearchOptions preset(const std::string& name) {
  for (const auto& row : presets()) {
    if (row.name == name) return row.make();
  }
  fail_usage("{}", unknown_name_message("preset", name, preset_names()));
}

}  // namespace efs::cli
