#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"
#include "data/labels/xml_labels.h"

namespace efs::data {
namespace {

LabelledBox box_of(const XmlText& xml, const pugi::xml_node& object) {
  const pugi::xml_node box = object.child("bndbox");
  if (!box) xml.refuse(object, "an <object> has a <bndbox>");
  return {{xml.child(box, "xmin"), xml.child(box, "ymin"), xml.child(box, "xmax"),
           xml.child(box, "ymax")},
          xml.line_of(object),
          std::string(trimmed(object.child_value("name")))};
}

}  // namespace

Labels read_voc_labels(std::string_view text, const LabelSource& source) {
  const XmlText xml(text, source.name, "annotation");
  LabelledImage image = image_of(trimmed(xml.root().child_value("filename")), 1);
  const pugi::xml_node size = xml.root().child("size");
  image.stated_size = {stated_side(size.child_value("width")),
                       stated_side(size.child_value("height"))};
  for (const pugi::xml_node& object : xml.root().children("object")) {
    const bool difficult = trimmed(object.child_value("difficult")) == "1";
    (difficult ? image.ignored : image.faces).push_back(box_of(xml, object));
  }
  return {{std::move(image)}, {}};
}

bool is_voc(const TextStart& start) { return start.is_xml() && start.holds("<annotation>"); }

}  // namespace efs::data
