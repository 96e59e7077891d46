// The network in one runtime; network.cc says which.
#pragma once

#include <memory>
#include <string>
#include <vector>

class Network {
 public:
  /// std::runtime_error: the model file in `folder` cannot be loaded.
  explicit Network(const std::string& folder);
  ~Network();

  /// `pixels`: [1, 3, kInputHeight, kInputWidth], normalised. Rows of the output: xmin ymin xmax ymax and,
  /// where it finds several faces, a score, relative to the input.
  std::vector<float> run(std::vector<float>& pixels);

 private:
  struct State;
  std::unique_ptr<State> state_;
};
