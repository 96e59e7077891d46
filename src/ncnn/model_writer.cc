#include "ncnn/model_writer.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <map>

#include "core/error.h"
#include "graph/half.h"

namespace efs::ncnn {
namespace {

static_assert(std::endian::native == std::endian::little);  // as the file is

constexpr int kMagic = 7767517;
// What stands in front of weights.
constexpr std::uint32_t kFloat32Mark = 0;
constexpr std::uint32_t kFloat16Mark = 0x01306B47;
constexpr int kListNumber = -23300;  // of a list with the number n: this less n

/// ncnn takes what has a point or an exponent for a float.
std::string number_text(double value) {
  return value == std::floor(value) && std::abs(value) < 1e9 ? fmt::format("{:.0f}", value)
                                                             : fmt::format("{:.9e}", value);
}

/// ncnn's files separate words with blanks.
std::string word(const std::string& name) {
  std::string text = name;
  for (char& c : text) {
    if (c == ' ' || c == '\t') c = '_';
  }
  return text;
}

template <typename Value>
void append(std::string& bytes, const Value* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
}

}  // namespace

std::string ModelWriter::layer(const std::string& type, const std::vector<std::string>& inputs,
                               const std::string& output, const Parameters& parameters) {
  Layer layer{.type = type, .output = output, .inputs = inputs, .parameters = {}};
  for (const auto& [number, value] : parameters) {
    layer.parameters += fmt::format(" {}={}", number, number_text(value));
  }
  layers_.push_back(std::move(layer));
  return output;
}

void ModelWriter::list(int number, const std::vector<double>& values) {
  std::string text = fmt::format(" {}={}", kListNumber - number, values.size());
  for (const double value : values) text += "," + number_text(value);
  layers_.back().parameters += text;
}

void ModelWriter::weights(const std::vector<float>& values) {
  if (format_ == NumberFormat::kFloat32) {
    append(bin_, &kFloat32Mark, 1);
    return floats(values);
  }
  append(bin_, &kFloat16Mark, 1);
  std::vector<std::uint16_t> halves;
  for (const float value : values) {
    const std::uint16_t half = graph::to_half(value);
    if (std::isfinite(value) && (half & 0x7FFFU) == 0x7C00U) {
      fail("ncnn export: a weight of layer '{}' is {}, too large for fp16; export fp32",
           layers_.back().output, value);
    }
    halves.push_back(half);
  }
  if (halves.size() % 2 != 0) halves.push_back(0);  // to four bytes
  append(bin_, halves.data(), halves.size());
}

void ModelWriter::floats(const std::vector<float>& values) {
  append(bin_, values.data(), values.size());
}

std::string ModelWriter::constant(const std::string& output, const std::vector<std::int64_t>& shape,
                                  const std::vector<float>& values) {
  Parameters parameters;  // width, height, channels
  for (std::size_t i = 0; i < shape.size(); ++i) {
    parameters.emplace_back(static_cast<int>(i), shape[shape.size() - 1 - i]);
  }
  layer("MemoryData", {}, output, parameters);
  floats(values);
  return output;
}

std::string ModelWriter::param() const {
  std::map<std::string, int> readers;
  for (const Layer& layer : layers_) {
    for (const std::string& input : layer.inputs) ++readers[input];
  }
  std::map<std::string, int> read;
  std::string text;
  std::size_t layer_count = 0, blob_count = 0;
  const auto copy_name = [](const std::string& blob, int number) {
    return fmt::format("{}/copy{}", word(blob), number);
  };
  for (const Layer& layer : layers_) {
    text += fmt::format("{} {} {} 1", layer.type, word(layer.output), layer.inputs.size());
    for (const std::string& input : layer.inputs) {
      text += " " + (readers[input] > 1 ? copy_name(input, read[input]++) : word(input));
    }
    text += fmt::format(" {}{}\n", word(layer.output), layer.parameters);
    ++layer_count, ++blob_count;
    const int copies = readers[layer.output];
    if (copies <= 1) continue;
    text += fmt::format("Split {0}/split 1 {1} {0}", word(layer.output), copies);
    for (int i = 0; i < copies; ++i) text += " " + copy_name(layer.output, i);
    text += "\n";
    ++layer_count, blob_count += static_cast<std::size_t>(copies);
  }
  return fmt::format("{}\n{} {}\n{}", kMagic, layer_count, blob_count, text);
}

}  // namespace efs::ncnn
