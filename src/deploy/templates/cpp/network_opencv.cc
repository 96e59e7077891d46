// The network in OpenCV's dnn module.
#include <opencv2/dnn.hpp>

#include "model_facts.h"
#include "network.h"

struct Network::State {
  cv::dnn::Net net;
};

Network::Network(const std::string& folder) : state_(std::make_unique<State>()) {
  cv::setNumThreads(kThreads);  // as it was measured
  state_->net = cv::dnn::readNetFromONNX(folder + "/" + kModelFile);
}

Network::~Network() = default;

std::vector<float> Network::run(std::vector<float>& pixels) {
  const int shape[] = {1, 3, kInputHeight, kInputWidth};
  state_->net.setInput(cv::Mat(4, shape, CV_32F, pixels.data()));
  const cv::Mat output = state_->net.forward();
  return {output.begin<float>(), output.end<float>()};
}
