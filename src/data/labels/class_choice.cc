#include "data/labels/class_choice.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

std::string name_of(const std::string& label, const std::map<std::string, std::string>& names) {
  const auto found = names.find(label);
  return found == names.end() ? label : found->second;
}

bool sounds_like_a_face(const std::string& name) {
  static const std::set<std::string> kFaces = {"face", "faces", "human face", "human_face"};
  return kFaces.contains(lower_case(name));
}

std::string list_of(const std::map<std::string, std::size_t>& counts,
                    const std::map<std::string, std::string>& names) {
  constexpr std::size_t kShown = 20;
  std::string list;
  std::size_t shown = 0;
  for (const auto& [label, count] : counts) {
    if (++shown > kShown) return list + fmt::format(", and {} more", counts.size() - kShown);
    const std::string name = name_of(label, names);
    list += fmt::format("{}{}{} ({} boxes)", list.empty() ? "" : ", ",
                        name == label ? "" : label + " ", excerpt(name), count);
  }
  return list;
}

/// The labels of boxes that are faces.
std::set<std::string> face_labels(const std::map<std::string, std::size_t>& counts,
                                  const std::string& wanted,
                                  const std::map<std::string, std::string>& names) {
  std::set<std::string> labels;
  for (const auto& [label, count] : counts) {
    const std::string name = name_of(label, names);
    const bool is_face = wanted.empty() ? counts.size() == 1 || sounds_like_a_face(name)
                                        : label == wanted || name == wanted;
    if (is_face) labels.insert(label);
  }
  if (!labels.empty() || counts.empty()) return labels;
  if (!wanted.empty() && counts.size() == 1 && counts.begin()->first.empty()) {
    fail("the labels have no classes, of which data.class names '{}'; leave it out",
         excerpt(wanted));
  }
  if (!wanted.empty()) {
    fail("no box is of the class '{}'; the labels have {}", excerpt(wanted),
         list_of(counts, names));
  }
  fail("the labels have several classes: {}; name the one that is the face: data.class=NAME",
       list_of(counts, names));
}

}  // namespace

std::vector<ClassCount> keep_faces(std::vector<LabelledImage>& images, const std::string& wanted,
                                   const std::map<std::string, std::string>& names) {
  std::map<std::string, std::size_t> counts;
  for (const LabelledImage& image : images) {
    for (const auto* boxes : {&image.faces, &image.ignored}) {
      for (const LabelledBox& box : *boxes) ++counts[box.label];
    }
  }
  const std::set<std::string> faces = face_labels(counts, wanted, names);
  for (LabelledImage& image : images) {
    for (auto* boxes : {&image.faces, &image.ignored}) {
      std::erase_if(*boxes, [&](const LabelledBox& box) { return !faces.contains(box.label); });
    }
  }
  std::vector<ClassCount> classes;
  for (const auto& [label, count] : counts) {
    classes.push_back({name_of(label, names), count, faces.contains(label)});
  }
  std::ranges::stable_sort(classes, std::ranges::greater(), &ClassCount::boxes);
  return classes;
}

}  // namespace efs::data
