#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/worker/commands.h"
#include "core/csv.h"
#include "core/error.h"
#include "core/files.h"
#include "tune/overlay.h"
#include "tune/predictor.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string model;
  std::vector<std::string> images;
  std::string csv;
  std::string overlay;
};

bool is_image_name(const fs::path& path) {
  auto suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  static const std::vector<std::string> known{".jpg", ".jpeg", ".png", ".bmp", ".webp",
                                              ".tif", ".tiff", ".ppm", ".pgm"};
  return std::find(known.begin(), known.end(), suffix) != known.end();
}

/// Folders stand for the images in and below them, in order of their names.
std::vector<fs::path> expand(const std::vector<std::string>& words) {
  std::vector<fs::path> images;
  for (const fs::path word : words) {
    if (!fs::is_directory(word)) {
      images.push_back(word);
      continue;
    }
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(word)) {
      if (entry.is_regular_file() && is_image_name(entry.path())) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    if (found.empty()) fail("there are no images in {}", word.string());
    images.insert(images.end(), found.begin(), found.end());
  }
  return images;
}

/// "a/b/c.jpg" -> DIR/a_b_c.jpg: images of different folders do not overwrite each other.
fs::path overlay_path(const fs::path& folder, const fs::path& image) {
  auto name = image.relative_path().replace_extension(".jpg").generic_string();
  std::replace(name.begin(), name.end(), '/', '_');
  return folder / name;
}

void run(const Arguments& arguments) {
  tune::Predictor predictor(arguments.model);
  std::string table = "image_id,x1,y1,x2,y2\n";
  std::size_t unusable = 0;
  const auto images = expand(arguments.images);
  for (const auto& image : images) {
    try {
      const auto box = predictor.predict(image).box;
      table += fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f}\n", csv_field(image.string()), box.xmin,
                           box.ymin, box.xmax, box.ymax);
      if (!arguments.overlay.empty())
        tune::write_overlay(image, box, std::nullopt, overlay_path(arguments.overlay, image));
    } catch (const Error& error) {
      fmt::print(stderr, "efs: skipped: {}\n", error.what());
      ++unusable;
    }
  }
  if (arguments.csv.empty()) {
    fmt::print("{}", table);
  } else {
    write_file_atomically(arguments.csv, table);
  }
  if (unusable > 0)
    fail("{} of {} images could not be used (listed above)", unusable, images.size());
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
  command->add_option("--csv", arguments->csv, "write the boxes there instead of to the screen")
      ->type_name("FILE");
  command->add_option("--overlay", arguments->overlay, "write the images with their box there")
      ->type_name("DIR");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
