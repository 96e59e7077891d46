#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"
#include "data/labels/outline.h"
#include "data/labels/xml_labels.h"

namespace efs::data {
namespace {

detect::Box box_extent(const XmlText& xml, const pugi::xml_node& shape) {
  return {xml.attribute(shape, "xtl"), xml.attribute(shape, "ytl"), xml.attribute(shape, "xbr"),
          xml.attribute(shape, "ybr")};
}

detect::Box ellipse_box(const XmlText& xml, const pugi::xml_node& shape) {
  const double x = xml.attribute(shape, "cx"), y = xml.attribute(shape, "cy");
  const double rx = xml.attribute(shape, "rx"), ry = xml.attribute(shape, "ry");
  return {x - rx, y - ry, x + rx, y + ry};
}

/// points="x,y;x,y;..."
detect::Box points_extent(const XmlText& xml, const pugi::xml_node& shape) {
  Outline outline;
  for (std::string_view rest = shape.attribute("points").value(); !rest.empty();) {
    const std::string_view point = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), point.size() + 1));
    const std::size_t comma = std::min(point.find(','), point.size());
    const auto x = parse_real(trimmed(point.substr(0, comma)));
    const auto y = parse_real(trimmed(point.substr(std::min(comma + 1, point.size()))));
    if (!x || !y) xml.refuse(shape, "the points of an outline are pairs of numbers 'x,y;x,y'");
    outline.add(*x, *y);
  }
  return outline.extent();
}

struct Shape {
  std::string_view element;
  detect::Box (*extent)(const XmlText& xml, const pugi::xml_node& shape);
};

constexpr Shape kShapes[] = {
    {"box", box_extent}, {"ellipse", ellipse_box}, {"polygon", points_extent}};

void add_shape(LabelledImage& image, const XmlText& xml, const pugi::xml_node& shape) {
  for (const Shape& row : kShapes) {
    if (row.element != shape.name()) continue;
    const pugi::xml_attribute turned = shape.attribute("rotation");
    const detect::Box box = row.extent(xml, shape);
    image.faces.push_back({turned ? turned_extent(box, xml.attribute(shape, "rotation")) : box,
                           xml.line_of(shape), shape.attribute("label").value()});
  }
}

}  // namespace

Labels read_cvat_labels(std::string_view text, const LabelSource& source) {
  const XmlText xml(text, source.name, "annotations");
  if (const pugi::xml_node track = xml.root().child("track")) {
    xml.refuse(track, "these are tracks of a video",
               "export the task as 'CVAT for images', with its images");
  }
  Labels labels;
  for (const pugi::xml_node& node : xml.root().children("image")) {
    LabelledImage image = image_of(node.attribute("name").value(), xml.line_of(node));
    if (!usable_image_id(image.image_id)) xml.refuse(node, "an <image> has the path as its 'name'");
    image.stated_size = {stated_side(node.attribute("width").value()),
                         stated_side(node.attribute("height").value())};
    for (const pugi::xml_node& shape : node.children()) add_shape(image, xml, shape);
    labels.images.push_back(std::move(image));
  }
  return labels;
}

bool is_cvat(const TextStart& start) { return start.is_xml() && start.holds("<annotations>"); }

}  // namespace efs::data
