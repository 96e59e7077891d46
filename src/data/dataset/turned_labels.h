// Whether the boxes of photographs that a camera stored turned are meant as these are displayed or
// as they are stored. Inside data/ only.
#pragma once

#include <span>
#include <string>

#include "data/dataset/usable_images.h"

namespace efs::data {

struct TurnedLabels {
  BoxesAre boxes = BoxesAre::kDisplayed;
  std::size_t photographs = 0;  // that are stored turned
  std::string why;              // for people; empty where there are none
};

/// Of `given`, or for kAuto of what is `stated` for all of them, or of what the labels show: they state the size of the image (COCO, VOC, CVAT,
/// LabelMe), or their boxes lie inside it in one of the readings only. Error where photographs
/// contradict each other, or none tells; the message has the cure.
TurnedLabels turned_labels(std::span<const CheckedImage> images, BoxesAre given, BoxesAre stated);

}  // namespace efs::data
