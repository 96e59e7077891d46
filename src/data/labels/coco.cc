#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "data/labels/json_labels.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// An id as a text: tools write numbers, some also words.
std::string id_text(const JsonPlace& of, const char* key) {
  const Json& id = of.member(key);
  if (id.is_string()) return id.get<std::string>();
  const auto number = whole_number(id, -(std::int64_t{1} << 53), std::int64_t{1} << 53);
  if (!number) of.refuse(fmt::format("'{}' is a whole number or a word", key));
  return fmt::format("{}", *number);
}

bool is_set(const Json& annotation, const char* key) {
  const auto found = annotation.find(key);
  if (found == annotation.end()) return false;
  return found->is_boolean() ? found->get<bool>() : found->is_number() && found->get<double>() == 1;
}

std::map<std::string, std::string> class_names(const Json& file, const std::string& name) {
  std::map<std::string, std::string> names;
  int number = 0;
  for (const Json& category : list_in(file, "categories", name, false)) {
    const JsonPlace place{category, name, "category", ++number};
    names[id_text(place, "id")] = place.text("name");
  }
  return names;
}

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  void add_image(const Json& image, int number) {
    const JsonPlace place{image, name_, "image", number};
    LabelledImage labelled = image_of(place.text("file_name"), number);
    if (!usable_image_id(labelled.image_id)) place.refuse("'file_name' is the path of an image");
    labelled.stated_size = {place.size("width"), place.size("height")};
    const auto [other, is_new] = image_of_id_.try_emplace(id_text(place, "id"), images_.size());
    if (!is_new) {
      place.refuse(fmt::format("its id {} is also that of {}, so that nobody can say whose the "
                               "boxes are",
                               excerpt(other->first), excerpt(images_[other->second].image_id)),
                   "give each image an id of its own");
    }
    images_.push_back(std::move(labelled));
  }

  void add_box(const Json& annotation, int number) {
    const JsonPlace place{annotation, name_, "annotation", number};
    const std::string id = id_text(place, "image_id");
    const auto image = image_of_id_.find(id);
    if (image == image_of_id_.end()) {
      place.refuse(fmt::format("there is no image with the id {}", excerpt(id)),
                   "remove the annotation, or add its image");
    }
    const auto numbers = place.numbers<4>("bbox");
    if (!numbers) {
      place.refuse("'bbox' is a list of four numbers: x, y, width, height",
                   "write it; outlines alone are not read");
    }
    const bool ignored = is_set(annotation, "iscrowd") || is_set(annotation, "ignore");
    LabelledBox box{corners_of_size(*numbers), number, ""};
    if (annotation.contains("category_id")) box.label = id_text(place, "category_id");
    LabelledImage& labelled = images_[image->second];
    (ignored ? labelled.ignored : labelled.faces).push_back(std::move(box));
  }

  std::vector<LabelledImage> take() { return std::move(images_); }

 private:
  const std::string& name_;
  std::vector<LabelledImage> images_;
  std::unordered_map<std::string, std::size_t> image_of_id_;
};

}  // namespace

Labels read_coco_labels(std::string_view text, const LabelSource& source) {
  const Json file = parse_label_json(text, source.name);
  Reader reader(source.name);
  int number = 0;
  for (const Json& image : list_in(file, "images", source.name)) reader.add_image(image, ++number);
  number = 0;
  for (const Json& annotation : list_in(file, "annotations", source.name)) {
    reader.add_box(annotation, ++number);
  }
  return {reader.take(), class_names(file, source.name)};
}

bool is_coco(const TextStart& start) {
  if (!start.head.starts_with('{')) return false;
  return start.holds("\"annotations\"") || start.holds("\"categories\"") ||
         (start.holds("\"images\"") && start.holds("\"file_name\""));
}

}  // namespace efs::data
