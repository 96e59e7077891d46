#include <cstdio>

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

constexpr const char* kCsvCure = "give another name with --csv, or remove it";

struct Arguments {
  std::string model;
  std::vector<std::string> images;
  std::string csv;
  std::string overlay;
};

/// Pictures with boxes of an earlier run are no photographs.
void leave_out_overlays(std::vector<Photograph>& photographs) {
  const auto drawn = std::erase_if(
      photographs, [](const Photograph& photograph) { return tune::is_overlay(photograph.path); });
  if (drawn == 0) return;
  fmt::print(stderr, "efs: left out {} pictures that efs drew boxes into (--overlay)\n", drawn);
  if (photographs.empty()) fail("only such pictures are named; name the photographs");
}

Photographs photographs_of(const Arguments& arguments) {
  Photographs photographs = find_photographs(arguments.images);
  leave_out_overlays(photographs.found);
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

/// What went wrong with one kind of thing: each told, and counted.
class Failures {
 public:
  void add(const std::string& what) {
    constexpr std::size_t kLongest = 10'000;
    fmt::print(stderr, "efs: {}\n", printable(what, kLongest));
    ++count_;
  }
  std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

void add_row(CsvWriter& table, const fs::path& image, const detect::Box& box) {
  table.add_exact(image.string());
  for (const double side : {box.xmin, box.ymin, box.xmax, box.ymax}) {
    table.add_exact(fmt::format("{:.2f}", side));
  }
  table.end_line();
}

void write_table(const std::string& csv, const std::string& table) {
  if (csv.empty()) {
    fmt::print("{}", table);
  } else {
    write_new_file(csv, table, kCsvCure);
  }
}

void run(const Arguments& arguments) {
  const Photographs named = photographs_of(arguments);
  const auto& photographs = named.found;
  if (!arguments.csv.empty()) refuse_existing(arguments.csv, kCsvCure);
  std::vector<fs::path> overlays;
  if (!arguments.overlay.empty()) {
    overlays = plan_overlays(arguments.overlay, photographs, {arguments.model, arguments.csv});
  }
  tune::Predictor predictor(arguments.model);
  CsvWriter table({"image_id", "x1", "y1", "x2", "y2"});
  Failures unusable, undrawn;
  for (const std::string& reason : named.unread_folders) unusable.add(reason);
  for (std::size_t i = 0; i < photographs.size(); ++i) {
    const fs::path& image = photographs[i].path;
    detect::Box box;
    try {
      box = predictor.predict(image).box;
    } catch (const Error& error) {
      unusable.add(fmt::format("skipped: {}", error.what()));
      continue;
    }
    add_row(table, image, box);
    if (overlays.empty()) continue;
    try {
      tune::write_overlay(image, box, std::nullopt, overlays[i]);
    } catch (const Error& error) {
      undrawn.add(fmt::format("no picture of {}: {}", image.string(), error.what()));
    }
  }
  write_table(arguments.csv, table.text());
  if (unusable.count() > 0) {
    fail("{} images or folders could not be used (listed above), of {}", unusable.count(),
         photographs.size() + named.unread_folders.size());
  }
  if (undrawn.count() > 0) {
    fail("{} of {} pictures could not be written (listed above); the boxes are complete",
         undrawn.count(), photographs.size());
  }
}

}  // namespace

void add_predict(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("predict", "find the face in photographs with a model file");
  command->add_option("model", arguments->model, "a model.onnx that efs wrote")
      ->required()
      ->type_name("MODEL");
  command->add_option("images", arguments->images, "image files or folders")
      ->required()
      ->type_name("IMAGES");
  command->add_option("--csv", arguments->csv, "new file for the boxes, instead of the screen")
      ->type_name("FILE");
  command
      ->add_option("--overlay", arguments->overlay,
                   "folder to write the images with their box to; photographs are "
                   "never written over")
      ->type_name("DIR");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
