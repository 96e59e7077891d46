// How well a model file finds the faces of a data set.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "data/dataset.h"
#include "tune/predictor.h"

namespace efs::tune {

struct ImageResult {
  std::string image_id;
  data::Box truth;
  data::Box predicted;
  double iou = 0.0;
};

struct Evaluation {
  std::vector<ImageResult> images;
  double mean_iou = 0.0;
  double share_above_50 = 0.0;  // IoU > 0.5
  double share_above_75 = 0.0;  // IoU > 0.75
};

/// Over the samples with these indices, in their order. Error if there are none.
Evaluation evaluate(Predictor& predictor, const data::Dataset& dataset,
                    const std::vector<std::size_t>& indices);

Json to_json(const Evaluation& evaluation);
/// image_id,iou,xmin,ymin,xmax,ymax,true_xmin,...
std::string to_csv(const Evaluation& evaluation);

}  // namespace efs::tune
