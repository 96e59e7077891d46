#include "cli/config/presets.h"

#include "core/text/named_rows.h"
#include "nn/catalogue.h"
#include "nn/own/block_space.h"
#include "tune/block_parameters.h"

namespace efs::cli {
namespace {

const std::vector<std::string> kSmallBackbones{"shufflenet_v2_x0_5", "shufflenet_v2_x1_0",
                                               "squeezenet1_1",      "mobilenet_v2",
                                               "mobilenet_v3_small", "mobilenet_v3_large",
                                               "mnasnet0_5",         "regnet_x_400mf",
                                               "regnet_y_400mf",     "resnet18"};

/// A pyramid cannot add its maps, because they do not halve.
constexpr const char* kNoPyramid = "squeezenet1_1";

/// Those that the task can have.
std::vector<std::string> fitting(std::vector<std::string> names, const search::Task& task) {
  if (task.finds_faces()) std::erase(names, kNoPyramid);
  return names;
}

/// Several faces are smaller than one: their inputs are larger.
search::Parameter inputs(const search::Task& task, const std::vector<std::int64_t>& single,
                         const std::vector<std::int64_t>& faces) {
  const auto& chosen = task.finds_faces() ? faces : single;
  return {.name = "input", .values = {chosen.begin(), chosen.end()}};
}

/// Learning rates of AdamW.
constexpr double kShortTraining = 4e-3;
double learning_rate(const search::Task& task) {
  return task.finds_faces() ? kShortTraining : 2e-3;
}

/// What the recipe of the task faces has in the place of one box's.
void find_all_faces(tune::SearchOptions& options) {
  options.data.faces = data::FaceRule::kAll;
  options.fit = detect::Fit::kLetterbox;
  options.network.input = square(192);
  options.network.head = "dense";
  options.network.neck = "pyramid";
  options.network.dense = {.head_units = 2, .head_shared = true};
  options.train.loss = train::parse_loss("quality_focal + 5 * eiou");
  options.train.augmentation = "scenes";
  options.fitness.expression = "val_ap * (latency_ms / target_latency_ms) ^ -0.07";
}

/// The settings that made detectors accurate on photographs (docs/accuracy.md), for every preset of
/// ours.
tune::SearchOptions with_recipe(const search::Task& task) {
  tune::SearchOptions options;
  options.fitness.task = task;
  options.network = {.head = "soft_argmax", .input = square(128), .tap = 16};
  auto& train = options.train;
  train.optimizer = train::OptimizerKind::kAdamW;
  train.schedule = train::Schedule::kCosine;
  train.warmup_epochs = 2.0;
  train.weight_decay = 0.02;
  train.decay_all = false;
  train.clip_norm = 5.0;
  train.loss = train::parse_loss("giou + 5 * l1");
  train.augmentation = "strong";
  train.average_decay = 0.998;
  train.precision = train::Precision::kAuto;
  if (task.finds_faces()) find_all_faces(options);
  return options;
}

tune::SearchOptions make_default(const search::Task& task) {
  auto options = with_recipe(task);
  options.space = search::grid_space(fitting(kSmallBackbones, task), {learning_rate(task)});
  options.strategy.staged.stages = {{14, 4}, {45, 2}, {135, 1}};
  return options;
}

/// For the smallest devices, in the shortest time.
tune::SearchOptions make_fast(const search::Task& task) {
  auto options = with_recipe(task);
  options.space = search::grid_space(fitting({"shufflenet_v2_x0_5", "shufflenet_v2_x1_0",
                                              kNoPyramid, "mobilenet_v3_small", "mnasnet0_5"},
                                             task),
                                     {learning_rate(task)});
  options.space.parameters.push_back(inputs(task, {64, 96}, {96, 128}));
  options.strategy.staged.stages = {{10, 3}, {30, 1}, {60, 1}};
  return options;
}

/// Few candidates, trained long.
tune::SearchOptions make_accurate(const search::Task& task) {
  auto options = with_recipe(task);
  options.space = search::grid_space(
      {"shufflenet_v2_x1_0", "mobilenet_v2", "mobilenet_v3_large", "regnet_y_400mf", "resnet18"},
      {learning_rate(task)});
  options.space.parameters.push_back(inputs(task, {128, 192}, {224, 320}));
  options.strategy.staged.stages = {{20, 4}, {80, 2}, {240, 1}};
  return options;
}

/// The goals of a front, and how it is looked for.
void look_for_front(const search::Task& task, tune::SearchOptions& options) {
  auto& strategy = options.strategy;
  strategy.scheduler = search::SchedulerKind::kAsha;
  strategy.rungs = {.min_epochs = 4, .max_epochs = task.finds_faces() ? 36 : 108};
  strategy.budget.hours = 1.0;
  options.fitness.objectives = {
      {.expression = task.accuracy, .direction = search::Direction::kMaximize},
      {.expression = "latency_ms", .direction = search::Direction::kMinimize}};
}

/// Everything between fast and accurate at once: for a front to choose from. Several faces need larger
/// inputs, with which an hour has time for fewer and shorter trainings: none at rates that learn too
/// slowly for them, and none of networks that are too slow for the target.
tune::SearchOptions make_front(const search::Task& task) {
  auto options = with_recipe(task);
  options.space = search::grid_space(fitting(kSmallBackbones, task), {learning_rate(task)});
  auto& parameters = options.space.parameters;
  parameters.back().values.clear();
  parameters.back().range =
      search::Range{.low = task.finds_faces() ? 2e-3 : 5e-4, .high = 8e-3, .logarithmic = true};
  parameters.insert(parameters.end() - 1,
                    {{.name = "width",
                      .values = {0.5, 0.75, 1.0},
                      .only_if = {search::only_for(
                          {"mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large"})}},
                     inputs(task, {64, 96, 128}, {128, 192, 288})});
  look_for_front(task, options);
  options.strategy.sampler.kind = search::SamplerKind::kTpe;
  if (task.finds_faces()) options.fitness.constraints = {"latency_ms <= target_latency_ms"};
  return options;
}

/// Networks that nobody published: of thousands, some in each octave of latency are trained.
tune::SearchOptions make_design(const search::Task& task) {
  auto options = with_recipe(task);
  options.network.tap = 0;
  auto& space = options.space;
  space.parameters = {{.name = search::kArchitecture, .values = {std::string(nn::kBlocks)}}};
  for (const std::string& name : tune::block_parameter_names()) {
    auto parameter = tune::usual_block_parameter(name);
    // One face's head reads the last map, which must not be too coarse to say where the face is.
    const bool is_coarse = !task.finds_faces() && name == tune::kStageCount;
    if (is_coarse) parameter.values = {std::int64_t{nn::kFewestStages}};
    if (tune::add_block_conditions(space, parameter)) space.parameters.push_back(parameter);
  }
  space.parameters.push_back(inputs(task, {64, 96, 128}, {160, 224, 288}));
  // Most are trained for a short time, where a higher rate than of the other presets learns more.
  space.parameters.push_back(
      {.name = "learning_rate", .values = {kShortTraining}, .shapes_network = false});
  // In each of five windows; an hour has time for so many trainings to the first rung.
  options.prefilter = tune::PrefilterOptions{.keep = task.finds_faces() ? 6 : 12};
  look_for_front(task, options);
  options.strategy.sampler.kind = search::SamplerKind::kRandom;
  options.fitness.constraints = {"latency_ms <= target_latency_ms"};
  return options;
}

tune::SearchOptions make_edgefacesearch(const search::Task&) {
  tune::SearchOptions options;
  options.network.input = square(224);
  options.space = search::grid_space(names_of(nn::architectures()), {1e-2, 1e-3, 1e-4, 1e-5});
  options.strategy.staged.stages = {{10, 8}, {30, 2}, {60, 1}};
  options.strategy.staged.restart = true;
  options.fitness.expression = "val_loss * latency_ms";
  options.fitness.direction = search::Direction::kMinimize;
  options.data.validation_share = 0.2;
  return options;
}

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> table{
      {"default", "ten small backbones", make_default},
      {"accurate", "few candidates, trained long", make_accurate},
      {"fast", "small inputs, for the smallest devices", make_fast},
      {"front", "accuracy against latency, for an hour", make_front},
      {"design", "the same with networks that the search makes itself", make_design},
      {"edgefacesearch", "the original Python project's search", make_edgefacesearch, true}};
  return table;
}

}  // namespace efs::cli
