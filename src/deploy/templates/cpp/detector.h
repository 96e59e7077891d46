// From a picture to the faces in it: what goes into the network, and what its output means.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "network.h"

struct Face {
  cv::Rect2d box;      // pixels of the picture
  double score = 1.0;  // where the network gives one
};

class Detector {
 public:
  /// `folder`: where the model file is.
  explicit Detector(const std::string& folder) : network_(folder) {}

  /// `picture`: upright, BGR bytes. Faces by falling score; those below the threshold are left out.
  std::vector<Face> find(const cv::Mat& picture, double threshold);
  /// What the network took of all find()s so far.
  double network_s() const { return network_s_; }

 private:
  Network network_;
  double network_s_ = 0.0;
};
