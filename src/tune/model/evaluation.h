// How well a model file finds the faces of a data set.
#pragma once

#include <string>
#include <vector>

#include "core/stats.h"
#include "core/text/json.h"
#include "data/dataset/dataset.h"
#include "tune/model/predictor.h"

namespace efs::tune {

struct ImageResult {
  std::string image_id;
  detect::Box truth;
  detect::Box predicted;
  double iou = 0.0;
  double face_size = 0.0;   // root of the face's share of the image's area, 0..1
  double brightness = 0.0;  // Prediction::brightness
};

/// A third of the images, by one of their properties.
struct Group {
  double low = 0.0;  // of the property, both inclusive
  double high = 0.0;
  std::size_t images = 0;
  double mean_iou = 0.0;
};

struct Evaluation {
  std::vector<ImageResult> images;
  double mean_iou = 0.0;
  Interval mean_iou_95;         // over the choice of the images: bootstrap
  double share_above_50 = 0.0;  // IoU > 0.5
  double share_above_75 = 0.0;  // IoU > 0.75
  double share_above_90 = 0.0;  // IoU > 0.9
  std::vector<Group> by_face_size;
  std::vector<Group> by_brightness;
  bool flip = false;
};

/// Over these images. Error if there are none.
Evaluation summarize(std::vector<ImageResult> images);

/// Over the samples with these indices, in their order. Error if there are none. `flip`: see
/// Predictor::predict.
Evaluation evaluate(Predictor& predictor, const data::Dataset& dataset,
                    const std::vector<std::size_t>& indices, bool flip = false);

/// The `count` images with the lowest IoU, lowest first.
std::vector<ImageResult> worst_images(const Evaluation& evaluation, std::size_t count);

Json to_json(const Evaluation& evaluation);
/// image_id,iou,xmin,ymin,xmax,ymax,true_xmin,...
std::string to_csv(const Evaluation& evaluation);

}  // namespace efs::tune
