#include "data/labels/label_writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "core/text/csv.h"
#include "core/text/outside_json.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

constexpr const char* kFace = "face";

template <typename Visit>
void each_box(const LabelledImage& image, Visit visit) {
  for (const LabelledBox& box : image.faces) visit(box, false);
  for (const LabelledBox& box : image.ignored) visit(box, true);
}

std::vector<WrittenFile> write_edgefacesearch(const std::vector<LabelledImage>& labels) {
  std::string text;
  for (const LabelledImage& image : labels) {
    text += fmt::format("# {}\n", image.image_id);
    each_box(image, [&](const LabelledBox& box, bool ignored) {
      text += fmt::format("{} {} {} {}{}\n", box.xmin, box.ymin, box.xmax, box.ymax,
                          ignored ? " ignore" : "");
    });
  }
  return {{{}, text}};
}

std::vector<WrittenFile> write_csv(const std::vector<LabelledImage>& labels) {
  CsvWriter rows(
      {"filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax", "ignore"});
  const auto add_size = [&](const LabelledImage& image) {
    const ImageSize& size = image.stated_size;
    rows.add_exact(image.image_id);
    for (const int side : {size.width, size.height}) {
      side > 0 ? rows.add(side) : rows.add_exact("");
    }
  };
  for (const LabelledImage& image : labels) {
    each_box(image, [&](const LabelledBox& box, bool ignored) {
      add_size(image);
      rows.add_exact(kFace).add(box.xmin).add(box.ymin).add(box.xmax).add(box.ymax);
      rows.add_exact(ignored ? "1" : "0").end_line();
    });
    if (!image.faces.empty() || !image.ignored.empty()) continue;
    add_size(image);
    for (int i = 0; i < 6; ++i) rows.add_exact("");
    rows.end_line();
  }
  return {{{}, rows.text()}};
}

/// One file of COCO for images of one side, or of all.
std::string coco_text(const std::vector<LabelledImage>& labels, Side side) {
  Json images = Json::array(), annotations = Json::array();
  for (const LabelledImage& image : labels) {
    if (image.side != side) continue;
    images.push_back({{"id", images.size() + 1},
                      {"file_name", image.image_id},
                      {"width", image.stated_size.width},
                      {"height", image.stated_size.height}});
    each_box(image, [&](const LabelledBox& box, bool ignored) {
      annotations.push_back({{"id", annotations.size() + 1},
                             {"image_id", images.size()},
                             {"category_id", 1},
                             {"bbox", {box.xmin, box.ymin, box.width(), box.height()}},
                             {"area", box.area()},
                             {"iscrowd", ignored ? 1 : 0}});
    });
  }
  return json_text({{"images", images},
                    {"annotations", annotations},
                    {"categories", {{{"id", 1}, {"name", kFace}}}}}) +
         "\n";
}

bool has_sides(const std::vector<LabelledImage>& labels) {
  return std::ranges::any_of(
      labels, [](const LabelledImage& image) { return image.side == Side::kValidation; });
}

std::vector<WrittenFile> write_coco(const std::vector<LabelledImage>& labels) {
  if (!has_sides(labels)) return {{"instances.json", coco_text(labels, Side::kOpen)}};
  return {{"instances_train.json", coco_text(labels, Side::kTrain)},
          {"instances_val.json", coco_text(labels, Side::kValidation)}};
}

std::string voc_text(const LabelledImage& image) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("annotation");
  const auto add = [](pugi::xml_node node, const char* name, const std::string& text) {
    node.append_child(name).text().set(text.c_str());
  };
  const std::filesystem::path path = image.image_id;
  add(root, "folder", path.parent_path().string());
  add(root, "filename", path.filename().string());
  pugi::xml_node size = root.append_child("size");
  add(size, "width", std::to_string(image.stated_size.width));
  add(size, "height", std::to_string(image.stated_size.height));
  add(size, "depth", "3");
  each_box(image, [&](const LabelledBox& box, bool ignored) {
    pugi::xml_node object = root.append_child("object");
    add(object, "name", kFace);
    add(object, "difficult", ignored ? "1" : "0");
    pugi::xml_node bounds = object.append_child("bndbox");
    add(bounds, "xmin", fmt::format("{}", box.xmin));
    add(bounds, "ymin", fmt::format("{}", box.ymin));
    add(bounds, "xmax", fmt::format("{}", box.xmax));
    add(bounds, "ymax", fmt::format("{}", box.ymax));
  });
  std::ostringstream text;
  document.save(text, "  ", pugi::format_indent | pugi::format_no_declaration);
  return text.str();
}

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix) {
  return path.replace_extension(suffix);
}

std::vector<WrittenFile> write_voc(const std::vector<LabelledImage>& labels) {
  std::vector<WrittenFile> files;
  for (const LabelledImage& image : labels) {
    files.push_back({"Annotations" / with_suffix(image.image_id, ".xml"), voc_text(image)});
  }
  return files;
}

std::string yolo_text(const LabelledImage& image) {
  std::string text;
  const double width = image.stated_size.width, height = image.stated_size.height;
  for (const LabelledBox& box : image.faces) {
    text +=
        fmt::format("0 {} {} {} {}\n", (box.xmin + box.xmax) / 2 / width,
                    (box.ymin + box.ymax) / 2 / height, box.width() / width, box.height() / height);
  }
  return text;
}

/// Shares fit in both readings.
constexpr const char* kOrientation =
    "# Of boxes in photographs that Exif turns; for efs.\norientation: displayed\n";

std::vector<WrittenFile> write_yolo(const std::vector<LabelledImage>& labels) {
  std::vector<WrittenFile> files;
  std::string lists[2];
  for (const LabelledImage& image : labels) {
    files.push_back({"labels" / with_suffix(image.image_id, ".txt"), yolo_text(image)});
    lists[image.side == Side::kValidation ? 1 : 0] += "./images/" + image.image_id + "\n";
  }
  const bool divided = has_sides(labels);
  files.push_back({"data.yaml", fmt::format("train: {}\nval: {}\nnames:\n  0: {}\n{}",
                                            divided ? "train.txt" : "images",
                                            divided ? "val.txt" : "images", kFace, kOrientation)});
  if (divided) {
    files.push_back({"train.txt", lists[0]});
    files.push_back({"val.txt", lists[1]});
  }
  return files;
}

}  // namespace

const std::vector<LabelWriter>& label_writers() {
  static const std::vector<LabelWriter> kWriters = {
      {.name = "coco",
       .summary = "a folder with instances.json (or one for each side) and a link images",
       .is_folder = true,
       .needs_size = true,
       .has_sides = true,
       .image_link = "images",
       .write = write_coco},
      {.name = "yolo",
       .summary = "a folder with data.yaml, labels/ and a link images",
       .is_folder = true,
       .has_ignored = false,
       .needs_size = true,
       .has_sides = true,
       .image_link = "images",
       .write = write_yolo},
      {.name = "voc",
       .summary = "a folder with Annotations/ and a link JPEGImages",
       .is_folder = true,
       .needs_size = true,
       .image_link = "JPEGImages",
       .write = write_voc},
      {.name = "csv",
       .summary = "a file with a header and a row for each face",
       .write = write_csv},
      {.name = "edgefacesearch",
       .summary = "a file with lines '# path', each followed by the corners of its faces",
       .write = write_edgefacesearch},
  };
  return kWriters;
}

}  // namespace efs::data
