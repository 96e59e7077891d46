// Which class of the boxes is the face. Inside data/ only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/labels/label_set.h"

namespace efs::data {

/// Counts the classes of all boxes and removes the boxes of those that are not the face: the class
/// `wanted` (a name, or a number that `names` may know), where it is empty the only class, or else
/// the one whose name says so ("face", "Face", "human face"). Error: no box is of the class that is
/// wanted, or several classes are there and none is called face; the message lists them.
std::vector<ClassCount> keep_faces(std::vector<LabelledImage>& images, const std::string& wanted,
                                   const std::map<std::string, std::string>& names);

}  // namespace efs::data
