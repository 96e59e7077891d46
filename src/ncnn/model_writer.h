// The two files of an ncnn model: layers as text (.param), numbers as bytes (.bin).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace efs::ncnn {

enum class NumberFormat { kFloat32, kFloat16 };

/// Layers in order of execution. Names of layers are those of their outputs. Each blob may be read by
/// one layer only in ncnn; the writer adds a Split where several read it.
/// Source: ncnn's wiki, "param and model file structure", and src/layer/*.cpp for the parameters.
class ModelWriter {
 public:
  explicit ModelWriter(NumberFormat format) : format_(format) {}

  /// "0=32 1=3": parameters by ncnn's numbers.
  using Parameters = std::vector<std::pair<int, double>>;

  /// Appends a layer with one output, and returns that.
  std::string layer(const std::string& type, const std::vector<std::string>& inputs,
                    const std::string& output, const Parameters& parameters = {});
  /// A parameter of the last layer that is a list: "-23301=2,0,1" for number 1.
  void list(int number, const std::vector<double>& values);
  /// Numbers of the last layer, in the file's format and with its mark.
  void weights(const std::vector<float>& values);
  /// The same as they are: biases, statistics.
  void floats(const std::vector<float>& values);
  /// A layer that puts out constant values, of `shape` [C,H,W] or [H,W].
  std::string constant(const std::string& output, const std::vector<std::int64_t>& shape,
                       const std::vector<float>& values);

  /// The whole .param.
  std::string param() const;
  /// The whole .bin.
  const std::string& bin() const { return bin_; }

 private:
  struct Layer {
    std::string type, output;
    std::vector<std::string> inputs;
    std::string parameters;
  };

  NumberFormat format_;
  std::vector<Layer> layers_;
  std::string bin_;
};

}  // namespace efs::ncnn
