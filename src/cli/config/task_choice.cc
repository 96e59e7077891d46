#include "cli/config/task_choice.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "cli/config/key_builders.h"
#include "cli/config/presets.h"
#include "core/error.h"
#include "core/text/named_rows.h"
#include "data/labels/label_set.h"
#include "nn/catalogue.h"
#include "search/objectives/metrics.h"

namespace efs::cli {
namespace {

/// Of a label file's images.
TaskChoice task_for(const std::vector<data::LabelledImage>& images) {
  const auto several = std::ranges::count_if(
      images, [](const data::LabelledImage& image) { return image.faces.size() > 1; });
  const auto none = std::ranges::count_if(
      images, [](const data::LabelledImage& image) { return image.faces.empty(); });
  if (several + none == 0) {
    return {kSingleTask, fmt::format("each of the {} images shows one face", images.size())};
  }
  return {kFacesTask, fmt::format("of {} images {} show several faces and {} none", images.size(),
                                  several, none)};
}

void check_head(const Config& config, const std::string& key, const std::string& head,
                const tune::SearchOptions& options) {
  const std::string& task = options.fitness.task.name;
  const std::vector<std::string> fitting = nn::head_names(task);
  if (std::ranges::count(fitting, head) > 0) return;
  config.refuse(key, fmt::format("the head {} is not for the task {}, which has {}; choose one of "
                                 "them, or another task",
                                 head, task, fmt::join(fitting, ", ")));
}

}  // namespace

std::vector<std::string> task_words() {
  std::vector<std::string> words = names_of(search::tasks());
  words.insert(words.begin(), kAutoTask);
  return words;
}

TaskChoice choose_task(Config& config, const std::string& model_task) {
  const std::string given = config.choice("task", kAutoTask, task_words());
  if (given != kAutoTask) return {given, ""};
  const std::string preset = config.text("preset", presets().front().name);
  const auto row = std::ranges::find(presets(), preset, &Preset::name);
  if (row != presets().end() && row->only_single) {
    return {kSingleTask, fmt::format("the preset {} looks for one face", preset)};
  }
  Config data = config.section("data");
  if (data.has("faces")) {
    const std::string rule = data.text("faces", "");
    return {rule == "all" ? kFacesTask : kSingleTask, "data.faces is " + rule};
  }
  if (data.has("crops") && data.boolean("crops", false)) {
    return {kSingleTask, "data.crops shows one face each"};
  }
  if (!model_task.empty()) return {model_task, ""};
  data::LabelOptions options{.images = data.text("images", ""),
                             .labels = data.text("labels", ""),
                             .format = data.text("format", "auto"),
                             .class_name = data.text("class", ""),
                             .validation_images = data.text("validation_images", ""),
                             .validation_labels = data.text("validation_labels", "")};
  if (options.labels.empty()) options.labels = options.images;
  if (options.labels.empty()) return {kSingleTask, ""};
  try {
    return task_for(data::read_labels(options).images);
  } catch (const Error&) {
    return {kSingleTask, ""};
  }
}

void check_task(Config& config, const tune::SearchOptions& options) {
  const bool faces = options.fitness.task.finds_faces();
  if ((options.data.faces == data::FaceRule::kAll) != faces) {
    config.section("data").refuse(
        "faces", faces ? "the task faces looks for every face, data.faces: all; for one face an "
                         "image choose task: single"
                       : "all faces are looked for by the task faces; choose task: faces, or "
                         "data.faces: single or largest");
  }
  if (faces && options.data.crops) {
    config.section("data").refuse("crops",
                                  "crops show one face each, and the task faces uses whole images; "
                                  "leave it out, or choose task: single");
  }
  if (!faces && options.fit != detect::Fit::kStretch) {
    config.refuse("fit", "only the task faces letterboxes images; choose fit: stretch");
  }
  if (!faces && options.network.input.width != options.network.input.height) {
    config.refuse("input", "the task single stretches images to a square; give one side");
  }
  check_head(config, "head", options.network.head, options);
  if (const search::Parameter* heads = options.space.find("head")) {
    for (const study::ParamValue& head : heads->values) {
      check_head(config.section("space"), "head", std::get<std::string>(head), options);
    }
  }
  refusing_at(config.section("train"), "loss",
              [&] { train::require_terms(options.train.loss, faces); });
  const search::Parameter* losses = options.space.find("loss");
  if (losses == nullptr) return;
  for (const study::ParamValue& loss : losses->values) {
    refusing_at(config.section("space"), "loss", [&] {
      train::require_terms(train::parse_loss(std::get<std::string>(loss)), faces);
    });
  }
}

}  // namespace efs::cli
