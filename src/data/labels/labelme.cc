#include <algorithm>

#include "core/error.h"
#include "data/labels/json_labels.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"
#include "data/labels/outline.h"

namespace efs::data {
namespace {

/// The points of a shape. A circle is its centre and a point on it.
Outline outline_of(const JsonPlace& place) {
  Outline outline;
  const Json& points = place.member("points");
  for (const Json& point : points) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number()) {
      place.refuse("'points' is a list of pairs of numbers");
    }
    outline.add(point[0].get<double>(), point[1].get<double>());
  }
  const auto type = place.element.find("shape_type");
  const bool is_circle = type != place.element.end() && *type == "circle";
  return is_circle && points.size() == 2 ? outline.as_circle() : outline;
}

}  // namespace

Labels read_labelme_labels(std::string_view text, const LabelSource& source) {
  const Json file = parse_label_json(text, source.name);
  const JsonPlace whole{file, source.name, "file", 1};
  LabelledImage image = image_of("", 1);
  if (file.is_object() && file.contains("imagePath")) {
    image.image_id = whole.text("imagePath");
    std::ranges::replace(image.image_id, '\\', '/');
  }
  image.stated_size = {whole.size("imageWidth"), whole.size("imageHeight")};
  int number = 0;
  for (const Json& shape : list_in(file, "shapes", source.name)) {
    const JsonPlace place{shape, source.name, "shape", ++number};
    const std::string type = shape.contains("shape_type") ? place.text("shape_type") : "rectangle";
    if (type == "point" || type == "points" || type == "line") continue;
    const Outline outline = outline_of(place);
    if (outline.points() < 2) place.refuse("a box has two points");
    image.faces.push_back({outline.extent(), number, place.text("label")});
  }
  return {{std::move(image)}, {}};
}

bool is_labelme(const TextStart& start) { return start.is_json() && start.holds("\"shapes\""); }

}  // namespace efs::data
