#include <cstdio>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/model/overlay_plan.h"
#include "cli/torch/model/photographs.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "core/text/csv.h"
#include "core/text/outside_text.h"
#include "tune/model/overlay.h"
#include "tune/model/predictor.h"

namespace efs::cli {
namespace {

struct PredictArguments {
  std::string model;
  std::vector<std::string> images;
  std::string csv;
  std::string overlay;
  std::optional<double> threshold;  // nothing: the model's own
};

/// Leaves out pictures with boxes of an earlier run, which are no photographs.
Photographs photographs_of(const PredictArguments& arguments) {
  Photographs photographs = find_photographs(arguments.images);
  const auto drawn = std::erase_if(photographs.found, [](const Photograph& photograph) {
    return tune::is_overlay(photograph.path);
  });
  if (drawn > 0) {
    fmt::print(stderr, "efs: left out {} pictures that efs drew boxes into (--overlay)\n", drawn);
    if (photographs.found.empty()) fail("only such pictures are named; name the photographs");
  }
  if (photographs.repeated > 0) {
    fmt::print(stderr, "efs: {} images are named more than once and answered once\n",
               photographs.repeated);
  }
  if (photographs.hidden > 0) {
    fmt::print(stderr, "efs: left out {} hidden files and folders (their names begin with '.')\n",
               photographs.hidden);
  }
  return photographs;
}

void tell_skipped(const std::string& failure) {
  constexpr std::size_t kLongest = 10'000;
  fmt::print(stderr, "efs: {}\n", printable(failure, kLongest));
}

/// The table of boxes: image_id,x1,y1,x2,y2 and, of several faces, their score.
class BoxTable {
 public:
  explicit BoxTable(bool scores) : scores_(scores), csv_(columns(scores)) {}

  void add(const fs::path& image, const detect::Detection& found) {
    csv_.add_exact(image.string());
    const detect::Box& box = found.box;
    for (const double side : {box.xmin, box.ymin, box.xmax, box.ymax}) {
      csv_.add_exact(fmt::format("{:.2f}", side));
    }
    if (scores_) csv_.add_exact(fmt::format("{:.4f}", found.score));
    csv_.end_line();
  }
  std::string text() const { return csv_.text(); }

 private:
  static std::vector<std::string> columns(bool scores) {
    std::vector<std::string> names{"image_id", "x1", "y1", "x2", "y2"};
    if (scores) names.emplace_back("score");
    return names;
  }

  bool scores_;
  CsvWriter csv_;
};

/// With the threshold that is asked for.
tune::Predictor predictor_of(const PredictArguments& arguments) {
  tune::Predictor predictor(arguments.model);
  if (!arguments.threshold) {
    if (predictor.finds_faces() && !predictor.info().score_threshold) {
      fmt::print(stderr,
                 "efs: {} states no score threshold; everything from {} on is reported (choose one "
                 "with --threshold)\n",
                 arguments.model, predictor.score_threshold());
    }
    return predictor;
  }
  if (!predictor.finds_faces()) {
    fail_usage("--threshold: {} answers with one box for each image, without a score",
               arguments.model);
  }
  predictor.set_score_threshold(*arguments.threshold);
  return predictor;
}

void run_predict(const PredictArguments& arguments) {
  const Photographs named = photographs_of(arguments);
  const auto& photographs = named.found;
  if (!arguments.csv.empty()) refuse_existing(arguments.csv, kCsvCure);
  std::vector<fs::path> overlays;
  if (!arguments.overlay.empty()) {
    overlays = plan_overlays(arguments.overlay, photographs, {arguments.model, arguments.csv});
  }
  tune::Predictor predictor = predictor_of(arguments);
  BoxTable table(predictor.finds_faces());
  std::size_t unusable = named.unread_folders.size(), undrawn = 0;
  for (const std::string& reason : named.unread_folders) tell_skipped(reason);
  for (std::size_t i = 0; i < photographs.size(); ++i) {
    const fs::path& image = photographs[i].path;
    std::vector<detect::Detection> found;
    try {
      found = predictor.predict(image).detections;
    } catch (const Error& error) {
      tell_skipped(fmt::format("skipped: {}", error.what()));
      ++unusable;
      continue;
    }
    for (const detect::Detection& detection : found) table.add(image, detection);
    if (overlays.empty()) continue;
    try {
      tune::write_overlay(image, {.predicted = found, .scores = predictor.finds_faces()},
                          overlays[i]);
    } catch (const Error& error) {
      tell_skipped(fmt::format("no picture of {}: {}", image.string(), error.what()));
      ++undrawn;
    }
  }
  if (arguments.csv.empty()) {
    fmt::print("{}", table.text());
  } else {
    write_new_file(arguments.csv, table.text(), kCsvCure);
  }
  if (unusable > 0) {
    fail("{} images or folders could not be used (listed above), of {}", unusable,
         photographs.size() + named.unread_folders.size());
  }
  if (undrawn > 0) {
    fail("{} of {} pictures could not be written (listed above); the boxes are complete", undrawn,
         photographs.size());
  }
}

}  // namespace

void add_predict(CLI::App& app) {
  auto arguments = std::make_shared<PredictArguments>();
  auto* command = add_command(app, "predict");
  add_path(*command, "model", arguments->model, "MODEL", "a model.onnx that efs wrote")->required();
  add_path(*command, "images", arguments->images, "IMAGES", "image files or folders")->required();
  add_path(*command, "--csv", arguments->csv, "FILE",
           "new file for the boxes, instead of the screen");
  command
      ->add_option("--threshold", arguments->threshold,
                   "lowest score of a face that is reported, 0 to 1 (default: the model's own)")
      ->check(in_range({.low = 0.0, .high = 1.0}))
      ->type_name("SCORE");
  add_path(*command, "--overlay", arguments->overlay, "DIR",
           "folder to write the images with their boxes to; photographs are never written over");
  command->callback([arguments] { run_predict(*arguments); });
}

}  // namespace efs::cli
