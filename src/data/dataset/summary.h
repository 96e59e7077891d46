// What `efs data check` tells about a data set.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"

namespace efs::data {

struct Quantiles {
  double p5 = 0.0;
  double p25 = 0.0;
  double p50 = 0.0;
  double p75 = 0.0;
  double p95 = 0.0;
};

struct DatasetSummary {
  std::size_t labelled_images = 0;  // images that the label file names
  std::size_t labelled_faces = 0;   // faces in it
  std::size_t left_out = 0;         // images that the rule for faces does not admit
  std::size_t usable = 0;
  std::size_t train = 0;
  std::size_t validation = 0;
  std::size_t crops = 0;              // training images from photographs with several faces
  std::size_t cropped_images = 0;     // these photographs
  std::size_t moved_duplicates = 0;   // see Dataset
  std::vector<SkippedImage> skipped;  // in label-file order
  std::vector<SkippedImage> damaged;  // used all the same
  std::size_t oriented = 0;           // with an orientation tag other than 1
  std::size_t near_duplicates = 0;    // see Dataset
  std::size_t applying_near_duplicates = 0;
  Quantiles image_width;  // pixels
  Quantiles image_height;
  Quantiles box_width;  // pixels
  Quantiles box_height;
  Quantiles box_aspect;  // width / height
  Quantiles box_share;   // of the image's area, 0..1
  Quantiles brightness;  // mean luma, 0..1
  double mean_box_iou = 0.0;
  std::string digest;
};

DatasetSummary summarize(const Dataset& dataset);

/// Lines for people, ending with a newline; every skipped image with its reason.
std::string to_text(const DatasetSummary& summary);

}  // namespace efs::data
